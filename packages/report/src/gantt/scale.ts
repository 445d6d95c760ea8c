import type { TimeRange } from './bars.ts';

/** Maps times to horizontal positions, in pixels. */
export interface TimeScale extends TimeRange {
  /** The time that the axis shows as 0. */
  readonly originMs: number;
  /** Returns the position of a time. */
  readonly x: (atMs: number) => number;
  /** Where the time axis begins and ends. */
  readonly left: number;
  readonly right: number;
}

/** Half of the widest number on the time axis has room on either side. */
const MARGIN = 22;

/** Fills the page, with names of seven characters on the left; see the style sheet. */
const MIN_WIDTH = 1_110;

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
export function createScale({ fromMs, toMs }: TimeRange, originMs = fromMs): TimeScale {
  const seconds = (toMs - fromMs) / 1_000;
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, seconds * MIN_WIDTH_PER_SECOND));
  const x = (atMs: number): number => roundToTenth(MARGIN + ((atMs - fromMs) / (toMs - fromMs)) * width);
  return { fromMs, toMs, originMs, x, left: MARGIN, right: MARGIN + width };
}

/** Returns the ticks of the time axis, in seconds since its origin. */
export function ticksOf({ fromMs, toMs, originMs, left, right }: TimeScale): number[] {
  const seconds = (toMs - fromMs) / 1_000;
  const minStep = (seconds * MIN_TICK_DISTANCE) / (right - left);
  const step = TICK_SECONDS.find((candidate) => candidate >= minStep) ?? seconds;
  const first = Math.ceil((fromMs - originMs) / 1_000 / step);
  const last = Math.floor((toMs - originMs) / 1_000 / step);
  return Array.from({ length: last - first + 1 }, (_, index) => roundToTenth((first + index) * step));
}
