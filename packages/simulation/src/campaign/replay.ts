import type { Plan } from '../random/plan.ts';
import { formatDuration, formatPlural } from '@steadfast/runtime/format';
import type { Print } from '../print.ts';
import { failureLines } from './failure.ts';
import { runPlan, type PlanResult } from './run-plan.ts';
import { createTranscript, printIntroduction } from './transcript.ts';

/** Formats a trace so that two of them are easy to compare. */
function formatTrace(trace: number): string {
  return trace.toString(16).padStart(8, '0');
}

function verdictLines({ outcome, failure }: PlanResult): string[] {
  if (failure !== null) return failureLines(failure);
  if (outcome === null) return [];
  const { events, simulatedMs, trace } = outcome;
  const size = `${formatPlural(events, 'event')} in ${formatDuration(simulatedMs)} of simulated time`;
  return [`All promises were kept: ${size}, trace ${formatTrace(trace)}.`];
}

/** Runs a plan and prints a transcript of everything that happens; returns whether all promises were kept. */
export function replayWithTranscript(plan: Plan, print: Print): boolean {
  printIntroduction(plan, print);
  const result = runPlan(plan, createTranscript(print));
  for (const line of ['', ...verdictLines(result)]) print(line);
  return result.failure === null;
}

/** Runs a plan and prints the result as JSON; returns whether all promises were kept. */
export function replayAsJson(plan: Plan, print: Print): boolean {
  const { outcome, failure } = runPlan(plan);
  const { events = null, simulatedMs = null, trace = null, counts = new Map<string, number>() } = outcome ?? {};
  const result = { seed: plan.seed, kept: failure === null, failure, events, simulatedMs, trace };
  print(JSON.stringify({ ...result, counts: Object.fromEntries(counts) }, null, 2));
  return failure === null;
}
