import { ask, type Control, type Turn } from './events.ts';
import type { MasterConfig } from './reign.ts';

/** The beat and the watermark are written so often, in milliseconds. */
export const BEAT_MS = 500;

/** The beat of a leader: a counter that it keeps moving, so that standbys see that it lives. */
export interface Beat {
  count: number;
  /** When it moves next; Infinity while a write of it is under way. */
  dueMs: number;
  /** The watermark as it stands in the database. */
  savedThrough: number;
}

/** A beat that moves at once. */
export const createBeat = (nowMs: number): Beat => ({ count: 0, dueMs: nowMs, savedThrough: 0 });

/** Moves the beat, and saves the watermark with it, when it is time. */
export const moveBeat = (
  beat: Beat,
  turn: Turn,
  epoch: number,
  config: MasterConfig,
  projectedThrough: number,
): void => {
  if (turn.nowMs < beat.dueMs) return;
  const { name, instance, address } = config;
  beat.count += 1;
  beat.dueMs = Infinity;
  const control: Control = { epoch, name, instance, address, beat: beat.count, projectedThrough };
  ask(turn, { kind: 'write.control', control });
};

/** The beat was written. */
export const beatMoved = (beat: Beat, control: Control, nowMs: number): void => {
  beat.savedThrough = control.projectedThrough;
  beat.dueMs = nowMs + BEAT_MS;
};
