import { log, type StepContext } from '../effects.ts';
import type { Leadership } from '../state.ts';
import type { UnreadableDocument } from '../store-requests.ts';

/** How often unreadable documents are reported. They are read with every page until a person deletes them. */
const REPORT_INTERVAL_MS = 10 * 60_000;

/** Logs that documents cannot be tasks, unless that was logged not long ago. They are neither run nor parked. */
export function reportUnreadable(
  leadership: Leadership,
  context: StepContext,
  unreadable: readonly UnreadableDocument[],
): void {
  const [example] = unreadable;
  const { nowMs } = context;
  if (example === undefined || nowMs < leadership.unreadableReportDueMs) return;
  leadership.unreadableReportDueMs = nowMs + REPORT_INTERVAL_MS;
  const { id, reason } = example;
  const count = unreadable.length === 1 ? 'a document' : `${unreadable.length} documents`;
  const message = `ignored ${count} that cannot be run: ${reason}; delete what has the _id ${id}, and insert it with another one`;
  log(context, 'error', 'task.unreadable', message, { taskId: id, reason });
}
