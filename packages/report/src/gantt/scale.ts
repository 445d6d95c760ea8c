import type { Stretch } from './bars.ts';

/** From moments to places in the picture. */
export interface Scale extends Stretch {
  /** The place of a moment, from the left. */
  readonly x: (atMs: number) => number;
  /** Where the time axis begins and ends. */
  readonly left: number;
  readonly right: number;
}

/** Room for half a number of the time axis, on either side. */
const MARGIN = 22;

/** So wide a picture is at least, and a second of it: a wide screen shows three minutes without scrolling. */
const LEAST_WIDTH = 1_130;
const LEAST_WIDTH_OF_SECOND = 5;

/** However long a run was, its picture is no wider. */
const MOST_WIDTH = 12_000;

/** Between two marks of the axis there is room for a number. */
const LEAST_WIDTH_OF_TICK = 56;

/** Seconds from one mark of the axis to the next: what people count in. */
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Lays a span of time out from left to right. */
export function scaleOf({ fromMs, toMs }: Stretch): Scale {
  const seconds = (toMs - fromMs) / 1_000;
  const width = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, seconds * LEAST_WIDTH_OF_SECOND));
  const x = (atMs: number): number => Math.round((MARGIN + ((atMs - fromMs) / (toMs - fromMs)) * width) * 10) / 10;
  return { fromMs, toMs, x, left: MARGIN, right: MARGIN + width };
}

/** The marks of the time axis, in seconds since the beginning. */
export function ticksOf({ fromMs, toMs, left, right }: Scale): number[] {
  const seconds = (toMs - fromMs) / 1_000;
  const least = (seconds * LEAST_WIDTH_OF_TICK) / (right - left);
  const step = TICKS.find((candidate) => candidate >= least) ?? seconds;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => Math.round(index * step * 10) / 10);
}
