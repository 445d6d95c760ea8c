import type { Check } from '../check.ts';
import type { Execution } from '../executions.ts';
import { consequencesEndMs, type Outage } from '../outages.ts';
import type { Run } from '../run.ts';
import { successOf } from '../task-histories.ts';
import { STALL_MS } from '../tolerances.ts';
import { listViolations } from '../violations.ts';
import { count, duration, nameMoment } from '../format.ts';

/** A span of the wall clock, in milliseconds since 1970. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The spans in which nothing ran, between the first start and the last end. */
function idleSpans(executions: readonly Execution[]): Span[] {
  const inOrder = [...executions].sort((one, other) => one.started.atMs - other.started.atMs);
  const spans: Span[] = [];
  let untilMs = inOrder[0]?.started.atMs ?? 0;
  for (const { started, end } of inOrder) {
    if (started.atMs > untilMs) spans.push({ fromMs: untilMs, toMs: started.atMs });
    untilMs = Math.max(untilMs, end?.atMs ?? started.atMs);
  }
  return spans;
}

/** The parts of a span in which nothing was out of order; the outages stand in the order in which they began. */
function inOrderParts(outages: readonly Outage[], { fromMs, toMs }: Span): Span[] {
  const parts: Span[] = [];
  let inOrderFromMs = fromMs;
  for (const outage of outages) {
    if (outage.fromMs > inOrderFromMs) parts.push({ fromMs: inOrderFromMs, toMs: Math.min(outage.fromMs, toMs) });
    inOrderFromMs = Math.max(inOrderFromMs, consequencesEndMs(outage));
    if (inOrderFromMs >= toMs) return parts;
  }
  return [...parts, { fromMs: inOrderFromMs, toMs }];
}

/** How many tasks were begun but not finished throughout a span. */
function unfinishedThroughout({ stories }: Run, { fromMs, toMs }: Span): number {
  let unfinished = 0;
  for (const story of stories.values()) {
    const first = story.facts.find(({ kind }) => kind === 'task.placed');
    const success = successOf(story);
    if (first !== undefined && first.atMs < fromMs && (success?.atMs ?? Infinity) > toMs) unfinished += 1;
  }
  return unfinished;
}

/** Whatever fails, the rest goes on. */
export const CONTINUES: Check = {
  id: 'continues',
  section: 'asked',
  title: 'The scheduler goes on when any component becomes unavailable',
  how: 'work went on during and after every outage: no span in which tasks waited, nothing was out of order, and yet nothing ran',
  evaluate: (run) => {
    const found = listViolations();
    const spans = idleSpans(run.executions.all);
    let longestMs = 0;
    for (const span of spans) {
      longestMs = Math.max(longestMs, span.toMs - span.fromMs);
      if (span.toMs - span.fromMs <= STALL_MS) continue;
      for (const part of inOrderParts(run.outages, span)) {
        const waiting = part.toMs - part.fromMs > STALL_MS ? unfinishedThroughout(run, part) : 0;
        if (waiting > 0)
          found.add(
            `from ${nameMoment(part.fromMs)} to ${nameMoment(part.toMs)} nothing ran although nothing was out of order and ${count(waiting, 'task')} had to be finished`,
          );
      }
    }
    const during = run.outages.filter(({ fromMs, toMs }) =>
      run.executions.all.some(({ started }) => started.atMs > fromMs && started.atMs < toMs),
    ).length;
    return {
      exercised: run.outages.length > 0,
      observed: `${count(run.outages.length, 'outage')}, in ${during} of them tasks were started; the longest time without any work was ${duration(longestMs)}`,
      violations: found.result(),
    };
  },
};
