/**
 * Documents that the database refuses to update. The store continues their tasks in documents of its own, and is asked
 * now and then to update them after all.
 */
import { log, logInfo, requestStore, type StepContext } from '../effects.ts';
import type { DetachedDocument } from '../store-requests.ts';

/** Documents per request: few, because a refused update is expensive, and most may remain refused. */
const ATTACH_LIMIT = 100;

/** Logs which documents cannot be updated, so that their tasks are continued in the collection `detached`. */
export function logDetached(context: StepContext, detached: readonly DetachedDocument[]): void {
  for (const { taskId, reason } of detached) {
    const message = `cannot update the document of task ${taskId}: ${reason}; it is continued in the collection detached`;
    log(context, 'error', 'task.detached', message, { taskId, reason });
  }
}

/** Requests to update detached documents. */
export function requestAttach(context: StepContext): void {
  requestStore(context, { kind: 'attach', limit: ATTACH_LIMIT });
}

/** Logs which documents are updated again. */
export function logAttached(context: StepContext, taskIds: readonly string[]): void {
  for (const taskId of taskIds)
    logInfo(context, 'task.attached', `the document of task ${taskId} is up to date again`, { taskId });
}
