import type { Plan } from '../random/plan.ts';
import { formatDuration, formatPlural } from '../format.ts';
import { runPlan, describePromise, type Failure, type PlanResult } from './run-plan.ts';
import { createTranscript, printIntroduction, type Print } from './transcript.ts';

/** How a promise was broken, as lines of text. */
export function failureLines({ seed, promise, detail, atMs }: Failure): string[] {
  return [
    `BROKEN in the world of seed ${seed}${atMs === null ? '' : `, after ${(atMs / 1_000).toFixed(3)} s of its time`}:`,
    `  promise  ${describePromise(promise)} (${promise})`,
    ...detail.split('\n').map((line, index) => `  ${index === 0 ? 'detail' : '      '}   ${line}`),
  ];
}

/** A trace as people compare it. */
function formatTrace(trace: number): string {
  return trace.toString(16).padStart(8, '0');
}

function endLines({ outcome, failure }: PlanResult): string[] {
  if (failure !== null) return failureLines(failure);
  if (outcome === null) return [];
  const { events, lastedMs, trace } = outcome;
  const size = `${formatPlural(events, 'event')} in ${formatDuration(lastedMs / 1_000)} of the world`;
  return [`Every promise was kept: ${size}, trace ${formatTrace(trace)}.`];
}

/** Plays a plan and tells everything that happens in it; gives whether every promise was kept. */
export function replayWithTranscript(plan: Plan, say: Print): boolean {
  printIntroduction(plan, say);
  const played = runPlan(plan, createTranscript(say));
  for (const line of ['', ...endLines(played)]) say(line);
  return played.failure === null;
}

/** Plays a plan, and tells how it went for a program to read; gives whether every promise was kept. */
export function replayAsJson(plan: Plan, say: Print): boolean {
  const { outcome, failure } = runPlan(plan);
  const { events = null, lastedMs = null, trace = null, counts = new Map<string, number>() } = outcome ?? {};
  const told = { seed: plan.seed, kept: failure === null, failure, events, lastedMs, trace };
  say(JSON.stringify({ ...told, counts: Object.fromEntries(counts) }, null, 2));
  return failure === null;
}
