import { ask, type Control, type StepContext } from './events.ts';
import type { MasterConfig } from './leader/leadership.ts';

/** The beat and the watermark are written so often, in milliseconds. */
export const HEARTBEAT_MS = 500;

/** The beat of a leader: a counter that it keeps moving, so that standbys see that it lives. */
export interface Heartbeat {
  count: number;
  /** When it moves next; Infinity while a write of it is under way. */
  dueMs: number;
  /** The watermark as it stands in the database. */
  savedThrough: number;
}

/** A beat that moves at once. */
export function createHeartbeat(nowMs: number): Heartbeat {
  return { count: 0, dueMs: nowMs, savedThrough: 0 };
}

/** Moves the beat, and saves the watermark with it, when it is time. */
export function writeHeartbeat(
  heartbeat: Heartbeat,
  context: StepContext,
  epoch: number,
  config: MasterConfig,
  projectedThrough: number,
): void {
  if (context.nowMs < heartbeat.dueMs) return;
  const { name, instance, address } = config;
  heartbeat.count += 1;
  heartbeat.dueMs = Infinity;
  const control: Control = { epoch, name, instance, address, heartbeat: heartbeat.count, projectedThrough };
  ask(context, { kind: 'write.control', control });
}

/** The beat was written. */
export function heartbeatWritten(heartbeat: Heartbeat, control: Control, nowMs: number): void {
  heartbeat.savedThrough = control.projectedThrough;
  heartbeat.dueMs = nowMs + HEARTBEAT_MS;
}
