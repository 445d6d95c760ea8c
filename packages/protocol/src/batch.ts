import { MAX_BATCH, MAX_INPUT_BYTES, MAX_RESULT_BYTES } from './limits.ts';
import { isOrder, isReport } from './messages.ts';
import type { MasterMessage, OrderMessage, ReportMessage, SlaveMessage } from './messages.ts';

/** Returns the size of the input in an order, in bytes. All else in it is small. */
function inputBytesOf(order: OrderMessage): number {
  if (order.kind !== 'assign' || order.work.kind === 'sleep') return 0;
  return Buffer.byteLength(order.work.input);
}

/** Returns the size of the result or the reason in a report, in bytes. All else in it is small. */
function resultBytesOf(report: ReportMessage): number {
  if (report.kind === 'failed') return Buffer.byteLength(report.reason);
  return report.kind === 'finished' && report.result !== undefined ? Buffer.byteLength(report.result) : 0;
}

/**
 * Removes the messages from the front of a queue that travel in one batch, up to the first that does not belong into
 * one. At least one is removed if it belongs into one.
 */
function takeBatch<Message, Part extends Message>(
  queue: Message[],
  isPart: (message: Message) => message is Part,
  bytesOf: (part: Part) => number,
  maxBytes: number,
): readonly Part[] {
  const batch: Part[] = [];
  let bytes = 0;
  for (const message of queue) {
    if (batch.length === MAX_BATCH || !isPart(message)) break;
    bytes += bytesOf(message);
    if (batch.length > 0 && bytes > maxBytes) break;
    batch.push(message);
  }
  queue.splice(0, batch.length);
  return batch;
}

/** Removes the orders from the front of a queue that travel in one message, and returns them. */
export function takeOrders(queue: MasterMessage[]): readonly OrderMessage[] {
  return takeBatch(queue, isOrder, inputBytesOf, MAX_INPUT_BYTES);
}

/** Removes the reports from the front of a queue that travel in one message, and returns them. */
export function takeReports(queue: SlaveMessage[]): readonly ReportMessage[] {
  return takeBatch(queue, isReport, resultBytesOf, MAX_RESULT_BYTES);
}
