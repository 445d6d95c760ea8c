import { drawPlan } from '../random/draw-plan.ts';
import { DEFAULT_SHRINK_BUDGET, type ShrunkPlan } from './shrink/shrink-failing-plan.ts';
import { formatPlural } from '../format.ts';
import { shrinkInWorker } from './shrink/shrink-in-worker.ts';
import { failureLines, replayWithTranscript } from './replay.ts';
import { isReproducible, describePromise, type Failure } from './run-plan.ts';
import { NO_SEED } from './run-campaign.ts';
import { planPath, replayCommand, savePlan } from './saved-plan.ts';
import type { Print } from './transcript.ts';

/** A failure that was looked into. */
export interface FailureReport {
  readonly failure: Failure;
  /** The smallest plan that was found to fail alike, and the file that it was written into; null where none was sought. */
  readonly smaller: (ShrunkPlan & { readonly path: string }) | null;
}

/** Only the end of a longer transcript is printed, in lines. */
const MOST_LINES = 300;

/** Prints the transcript of a plan, or its end. */
function tellEnd({ plan, path }: { readonly plan: ShrunkPlan['plan']; readonly path: string }, say: Print): void {
  const lines: string[] = [];
  replayWithTranscript(plan, (line) => void lines.push(line));
  const left = Math.max(0, lines.length - MOST_LINES);
  if (left > 0) say(`(${formatPlural(left, 'line')} left out; the whole: ${replayCommand({ path })})`);
  for (const line of lines.slice(left)) say(line);
}

/** Looks into a failure: says how to see it again, makes its plan smaller, saves that and tells what happens in it. */
export async function reportFailure(failure: Failure, signal: AbortSignal, say: Print): Promise<FailureReport> {
  const { seed } = failure;
  for (const line of failureLines(failure)) say(line);
  if (seed === NO_SEED) return { failure, smaller: null };
  say(`  replay   ${replayCommand({ seed })}`);
  // To play it again here would never end, or end this process as well.
  if (!isReproducible(failure)) return { failure, smaller: null };
  say('');
  say(`Making it smaller, for ${DEFAULT_SHRINK_BUDGET.seconds} s at most ...`);
  const smaller = await shrinkInWorker(drawPlan(seed), failure, DEFAULT_SHRINK_BUDGET, signal);
  const path = planPath(seed);
  savePlan(path, smaller.plan);
  const { masters, slaves, tasks, faults } = smaller.plan;
  const parts = [
    formatPlural(masters, 'master'),
    formatPlural(slaves, 'slave'),
    formatPlural(tasks.length, 'task'),
    formatPlural(faults.length, 'fault'),
  ];
  say(`  smaller  ${parts.join(', ')}; ${formatPlural(smaller.tries, 'plan')} tried`);
  say(`  replay   ${replayCommand({ path })}`);
  say('');
  tellEnd({ plan: smaller.plan, path }, say);
  return { failure, smaller: { ...smaller, path } };
}

/** A failure that was looked into, for a program to read. */
export function failureReportAsJson({ failure, smaller }: FailureReport): Record<string, unknown> {
  return {
    ...failure,
    sentence: describePromise(failure.promise),
    ...(failure.seed === NO_SEED ? {} : { replay: replayCommand({ seed: failure.seed }) }),
    smaller:
      smaller === null
        ? null
        : { plan: smaller.plan, failure: smaller.failure, tries: smaller.tries, replay: replayCommand(smaller) },
  };
}
