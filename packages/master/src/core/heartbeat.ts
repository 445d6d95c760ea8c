import { requestStore, type StepContext } from './effects.ts';
import type { Control } from './store-requests.ts';

/** A third of the silence after which a standby takes over, so that one late heartbeat is harmless. */
export const HEARTBEAT_MS = 500;

/** The identity of the leader, published with its heartbeat. */
export interface LeaderIdentity {
  readonly epoch: number;
  readonly name: string;
  readonly instance: string;
  readonly address: string;
}

/** The heartbeat of a leader: a counter that it keeps incrementing, so that standbys see that it is alive. */
export interface Heartbeat {
  count: number;
  /** When the next write is due; Infinity while one is in flight. */
  dueMs: number;
  /** The watermark that the last write saved in the database. */
  savedThrough: number;
}

/** Returns a heartbeat that is due at once. */
export function createHeartbeat(nowMs: number): Heartbeat {
  return { count: 0, dueMs: nowMs, savedThrough: 0 };
}

/** Requests a write of the heartbeat and the watermark, if one is due. */
export function writeHeartbeat(
  heartbeat: Heartbeat,
  context: StepContext,
  { epoch, name, instance, address }: LeaderIdentity,
  projectedThrough: number,
): void {
  if (context.nowMs < heartbeat.dueMs) return;
  heartbeat.count += 1;
  heartbeat.dueMs = Infinity;
  const control: Control = { epoch, name, instance, address, heartbeat: heartbeat.count, projectedThrough };
  requestStore(context, { kind: 'write.control', control });
}

/** Records that the heartbeat was written, and schedules the next one. */
export function heartbeatWritten(heartbeat: Heartbeat, control: Control, nowMs: number): void {
  heartbeat.savedThrough = control.projectedThrough;
  heartbeat.dueMs = nowMs + HEARTBEAT_MS;
}
