import type { Plan } from '../random/plan.ts';
import { formatPlural } from '@steadfast/runtime/format';
import type { Print } from '../print.ts';
import { describePromise, failureLines, isReproducible, NO_SEED, type Failure } from './failure.ts';
import { planOfSeed, type DriverMode } from './plan-of-seed.ts';
import { replayWithTranscript } from './replay.ts';
import { planPath, replayCommand, savePlan } from './saved-plan.ts';
import { DEFAULT_SHRINK_BUDGET, type ShrunkPlan } from './shrink/shrink-failing-plan.ts';
import { shrinkInWorker } from './shrink/shrink-in-worker.ts';

/** A failure, and the smallest plan that was found to break the same promise. */
export interface FailureReport {
  readonly failure: Failure;
  /** Which worlds of the campaign ran the real drivers. */
  readonly drivers: DriverMode;
  /** The shrunk plan and the file that it was saved to; null when the failure cannot be reproduced. */
  readonly shrunk: (ShrunkPlan & { readonly path: string }) | null;
}

/** Longer transcripts are cut at the beginning: the failure is at the end. */
const MAX_TRANSCRIPT_LINES = 300;

function printEndOfTranscript(plan: Plan, path: string, print: Print): void {
  const lines: string[] = [];
  replayWithTranscript(plan, (line) => void lines.push(line));
  const omitted = Math.max(0, lines.length - MAX_TRANSCRIPT_LINES);
  if (omitted > 0) print(`(${formatPlural(omitted, 'line')} omitted; full transcript: ${replayCommand({ path })})`);
  for (const line of lines.slice(omitted)) print(line);
}

function describeSize({ masters, slaves, tasks, faults }: Plan): string {
  return [
    formatPlural(masters, 'master'),
    formatPlural(slaves, 'slave'),
    formatPlural(tasks.length, 'task'),
    formatPlural(faults.length, 'fault'),
  ].join(', ');
}

/** Prints a failure and how to reproduce it, then shrinks its plan, saves the result and prints its transcript. */
export async function reportFailure(
  failure: Failure,
  drivers: DriverMode,
  signal: AbortSignal,
  print: Print,
): Promise<FailureReport> {
  const { seed } = failure;
  for (const line of failureLines(failure)) print(line);
  if (seed === NO_SEED) return { failure, drivers, shrunk: null };
  print(`  replay   ${replayCommand({ seed, drivers })}`);
  if (!isReproducible(failure)) return { failure, drivers, shrunk: null };
  print('');
  print(`Shrinking the plan, for at most ${DEFAULT_SHRINK_BUDGET.seconds} s ...`);
  const shrunk = await shrinkInWorker(planOfSeed(seed, drivers), failure, DEFAULT_SHRINK_BUDGET, signal);
  const path = planPath(seed);
  savePlan(path, shrunk.plan);
  print(`  shrunk   to ${describeSize(shrunk.plan)}; ${formatPlural(shrunk.tries, 'plan')} tried`);
  print(`  replay   ${replayCommand({ path })}`);
  print('');
  printEndOfTranscript(shrunk.plan, path, print);
  return { failure, drivers, shrunk: { ...shrunk, path } };
}

/** Returns a failure report in the form in which it is printed as JSON. */
export function failureReportAsJson({ failure, drivers, shrunk }: FailureReport): Record<string, unknown> {
  return {
    ...failure,
    sentence: describePromise(failure.promise),
    ...(failure.seed === NO_SEED ? {} : { replay: replayCommand({ seed: failure.seed, drivers }) }),
    shrunk:
      shrunk === null
        ? null
        : { plan: shrunk.plan, failure: shrunk.failure, tries: shrunk.tries, replay: replayCommand(shrunk) },
  };
}
