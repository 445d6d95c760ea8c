import { drawPlan } from '../random/draw-plan.ts';
import { USUAL_BUDGET, type Smaller } from './find-smaller.ts';
import { formatPlural } from './format.ts';
import { makeSmaller } from './make-smaller.ts';
import { failureLines, playAloud } from './play-alone.ts';
import { isRepeatable, sentenceOf, type Failure } from './play.ts';
import { IDLE } from './run-campaign.ts';
import { pathOfPlan, replayCommand, savePlan } from './saved-plan.ts';
import type { Say } from './transcript.ts';

/** A failure that was looked into. */
export interface Examined {
  readonly failure: Failure;
  /** The smallest plan that was found to fail alike, and the file that it was written into; null where none was sought. */
  readonly smaller: (Smaller & { readonly path: string }) | null;
}

/** Only the end of a longer transcript is printed, in lines. */
const MOST_LINES = 300;

/** Prints the transcript of a plan, or its end. */
function tellEnd({ plan, path }: { readonly plan: Smaller['plan']; readonly path: string }, say: Say): void {
  const lines: string[] = [];
  playAloud(plan, (line) => void lines.push(line));
  const left = Math.max(0, lines.length - MOST_LINES);
  if (left > 0) say(`(${formatPlural(left, 'line')} left out; the whole: ${replayCommand({ path })})`);
  for (const line of lines.slice(left)) say(line);
}

/** Looks into a failure: says how to see it again, makes its plan smaller, saves that and tells what happens in it. */
export async function examine(failure: Failure, signal: AbortSignal, say: Say): Promise<Examined> {
  const { seed } = failure;
  for (const line of failureLines(failure)) say(line);
  if (seed === IDLE) return { failure, smaller: null };
  say(`  replay   ${replayCommand({ seed })}`);
  // To play it again here would never end, or end this process as well.
  if (!isRepeatable(failure)) return { failure, smaller: null };
  say('');
  say(`Making it smaller, for ${USUAL_BUDGET.seconds} s at most ...`);
  const smaller = await makeSmaller(drawPlan(seed), failure, USUAL_BUDGET, signal);
  const path = pathOfPlan(seed);
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
export function examinedAsJson({ failure, smaller }: Examined): Record<string, unknown> {
  return {
    ...failure,
    sentence: sentenceOf(failure.promise),
    ...(failure.seed === IDLE ? {} : { replay: replayCommand({ seed: failure.seed }) }),
    smaller:
      smaller === null
        ? null
        : { plan: smaller.plan, failure: smaller.failure, tries: smaller.tries, replay: replayCommand(smaller) },
  };
}
