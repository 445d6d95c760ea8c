import type { TimeRange } from './bars.ts';

/** Maps times to horizontal positions, in pixels. */
export interface TimeScale extends TimeRange {
  /** Returns the position of a time. */
  readonly x: (atMs: number) => number;
  /** Where the time axis begins and ends. */
  readonly left: number;
  readonly right: number;
}

/** Half of the widest number on the time axis has room on either side. */
const MARGIN = 22;

/** Fills a wide screen. */
const MIN_WIDTH = 1_130;

/** Wide enough for the label of a bar of a few seconds; longer runs scroll. */
const MIN_WIDTH_PER_SECOND = 5;

/** Bounds the chart of a very long run. */
const MAX_WIDTH = 12_000;

/** Room for a number between two ticks of the axis. */
const MIN_TICK_DISTANCE = 56;

/** Distances between ticks that people count in. */
const TICK_SECONDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600];

function roundToTenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Creates the scale for a time range. */
export function createScale({ fromMs, toMs }: TimeRange): TimeScale {
  const seconds = (toMs - fromMs) / 1_000;
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, seconds * MIN_WIDTH_PER_SECOND));
  const x = (atMs: number): number => roundToTenth(MARGIN + ((atMs - fromMs) / (toMs - fromMs)) * width);
  return { fromMs, toMs, x, left: MARGIN, right: MARGIN + width };
}

/** Returns the ticks of the time axis, in seconds since its beginning. */
export function ticksOf({ fromMs, toMs, left, right }: TimeScale): number[] {
  const seconds = (toMs - fromMs) / 1_000;
  const minStep = (seconds * MIN_TICK_DISTANCE) / (right - left);
  const step = TICK_SECONDS.find((candidate) => candidate >= minStep) ?? seconds;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => roundToTenth(index * step));
}
