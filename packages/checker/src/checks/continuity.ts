import { formatDuration, formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { formatTimeOfDay } from '../naming.ts';
import type { JournalExecution } from '../run/executions.ts';
import type { IndexedRun } from '../run/run.ts';
import { partsWithoutOutage, type Span } from '../run/spans.ts';
import { successOf } from '../run/task-histories.ts';
import { STALL_MS } from '../run/tolerances.ts';
import { createViolationList } from '../violations.ts';

/** Returns the spans in which nothing ran, between the first start and the last end. */
function idleSpans(executions: readonly JournalExecution[]): Span[] {
  const byStart = [...executions].sort((one, other) => one.started.atMs - other.started.atMs);
  const spans: Span[] = [];
  let busyUntilMs = byStart[0]?.started.atMs ?? 0;
  for (const { started, end } of byStart) {
    if (started.atMs > busyUntilMs) spans.push({ fromMs: busyUntilMs, toMs: started.atMs });
    busyUntilMs = Math.max(busyUntilMs, end?.atMs ?? started.atMs);
  }
  return spans;
}

/** Returns the number of tasks that were placed before a span, and had not succeeded by its end. */
function countUnfinished({ taskHistories }: IndexedRun, { fromMs, toMs }: Span): number {
  let unfinished = 0;
  for (const history of taskHistories.values()) {
    const firstPlaced = history.facts.find(({ kind }) => kind === 'task.placed');
    const success = successOf(history);
    if (firstPlaced !== undefined && firstPlaced.atMs < fromMs && (success?.atMs ?? Infinity) > toMs) unfinished += 1;
  }
  return unfinished;
}

export const CONTINUES: Check = {
  id: 'continues',
  section: 'requirement',
  title: 'The scheduler continues while any component is unavailable',
  how: `there is no span of more than ${formatDuration(STALL_MS)} in which tasks were unfinished, no outage was in effect, and nothing ran`,
  evaluate: (run) => {
    const violations = createViolationList();
    let longestMs = 0;
    for (const span of idleSpans(run.executions.all)) {
      longestMs = Math.max(longestMs, span.toMs - span.fromMs);
      if (span.toMs - span.fromMs <= STALL_MS) continue;
      for (const part of partsWithoutOutage(run.outages, span)) {
        const unfinished = part.toMs - part.fromMs > STALL_MS ? countUnfinished(run, part) : 0;
        if (unfinished > 0)
          violations.add(
            `from ${formatTimeOfDay(part.fromMs)} to ${formatTimeOfDay(part.toMs)} nothing ran, although there was no outage and ${formatPlural(unfinished, 'task')} had not finished`,
          );
      }
    }
    const withStarts = run.outages.filter(({ fromMs, toMs }) =>
      run.executions.all.some(({ started }) => started.atMs > fromMs && started.atMs < toMs),
    ).length;
    return {
      exercised: run.outages.length > 0,
      observed: `${formatPlural(run.outages.length, 'outage')}, tasks started during ${withStarts} of them; longest time without a running task ${formatDuration(longestMs)}`,
      violations: violations.result(),
    };
  },
};
