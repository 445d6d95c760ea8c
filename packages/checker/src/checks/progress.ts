import { formatDuration, formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { formatTimeOfDay } from '../naming.ts';
import { findIdleSpans } from '../run/idle-slaves.ts';
import type { IndexedRun } from '../run/run.ts';
import { partsWithoutOutage } from '../run/spans.ts';
import { STALL_MS } from '../run/tolerances.ts';
import { findWaits, type Wait } from '../run/waiting-tasks.ts';
import { createViolationList, type ViolationList } from '../violations.ts';

function nameTask({ documents, taskHistories }: IndexedRun, taskId: string): string {
  const name = documents.get(taskId)?.taskname ?? taskHistories.get(taskId)?.taskname ?? 'a task';
  return `${name} [${taskId}]`;
}

/** Reports the tasks that were overtaken too often. */
function checkTasks(run: IndexedRun, waits: readonly Wait[], violations: ViolationList): void {
  for (const { taskId, fromMs, toMs, starved } of waits)
    if (starved !== undefined)
      violations.add(
        () =>
          `${nameTask(run, taskId)} waited from ${formatTimeOfDay(fromMs)} ${Number.isFinite(toMs) ? `to ${formatTimeOfDay(toMs)}` : 'on'}, and was overtaken by ${starved.placements} placements in one epoch; at most ${starved.max} are fair`,
      );
}

/** Reports the slaves that were left idle although a task waited. Returns the number of idle spans. */
function checkSlaves(run: IndexedRun, waits: readonly Wait[], violations: ViolationList): number {
  const spans = findIdleSpans(run);
  for (const span of spans) {
    if (span.toMs - span.fromMs <= STALL_MS) continue;
    for (const { fromMs, toMs } of partsWithoutOutage(run.outages, span)) {
      if (toMs - fromMs <= STALL_MS) continue;
      const wait = waits.find((each) => each.fromMs <= fromMs && each.toMs >= toMs);
      if (wait !== undefined)
        violations.add(
          () =>
            `${span.host}/${span.instance} had nothing to do from ${formatTimeOfDay(fromMs)} to ${formatTimeOfDay(toMs)}, although there was no outage and ${nameTask(run, wait.taskId)} waited`,
        );
    }
  }
  return spans.length;
}

export const PROGRESS: Check = {
  id: 'progress',
  section: 'guarantee',
  title: 'No task starves, and no slave stays idle while a task waits',
  how: `by the ledger, and the documents from before the run, where they were recorded: while a task waits, no epoch places more than about four others for each task that waited already; no connected slave is idle for more than ${formatDuration(STALL_MS)} without an outage while a task waits`,
  evaluate: (run) => {
    const violations = createViolationList();
    const waits = findWaits(run);
    checkTasks(run, waits, violations);
    const spans = checkSlaves(run, waits, violations);
    return {
      exercised: waits.length > 0 && spans > 0,
      observed: `${formatPlural(waits.length, 'wait')} of tasks, ${formatPlural(spans, 'idle time')} of slaves`,
      violations: violations.result(),
    };
  },
};
