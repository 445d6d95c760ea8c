import { requestStore, type StepContext } from './effects.ts';
import type { Control } from './store-requests.ts';

/** Three heartbeats fit into the silence after which a standby takes over. */
export const HEARTBEAT_MS = 500;

/** Who the leader is, as its heartbeat says. */
export interface LeaderIdentity {
  readonly epoch: number;
  readonly name: string;
  readonly instance: string;
  readonly address: string;
}

/** The heartbeat of a leader: a counter that it keeps incrementing, so that standbys see that it lives. */
export interface Heartbeat {
  count: number;
  /** When it is written next; Infinity while a write is in flight. */
  dueMs: number;
  /** The watermark as it stands in the database. */
  savedThrough: number;
}

/** Returns a heartbeat that is due at once. */
export function createHeartbeat(nowMs: number): Heartbeat {
  return { count: 0, dueMs: nowMs, savedThrough: 0 };
}

/** Writes the heartbeat, and the watermark with it, when it is due. */
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

/** Takes note that the heartbeat was written. */
export function heartbeatWritten(heartbeat: Heartbeat, control: Control, nowMs: number): void {
  heartbeat.savedThrough = control.projectedThrough;
  heartbeat.dueMs = nowMs + HEARTBEAT_MS;
}
