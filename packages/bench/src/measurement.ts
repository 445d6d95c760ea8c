/** The unit of a measured value. */
export type Unit = '/s' | 'µs' | 'ms' | 's' | 'MB' | 'kB' | 'CPU s' | '% of a core' | 'commands';

/** What a measured value is compared with, in the same unit: measured in the same run, or fixed by the protocol. */
export interface Baseline {
  readonly name: string;
  readonly value: number;
}

/** The bound that a measured value, or its ratio to the baseline, must satisfy. */
export interface PerformanceTarget {
  readonly of: 'value' | 'ratio';
  readonly relation: 'at least' | 'at most';
  readonly bound: number;
}

/** One measured value. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly baseline?: Baseline;
  readonly target?: PerformanceTarget;
}

/** Returns the ratio of a value to its baseline; undefined if it has none. */
export function ratioOf({ value, baseline }: Measurement): number | undefined {
  return baseline === undefined ? undefined : value / baseline.value;
}

/** Returns whether the target is met; undefined if there is none. A value that is NaN does not meet its target. */
export function isMet(measurement: Measurement): boolean | undefined {
  const { target, value } = measurement;
  if (target === undefined) return undefined;
  const { of, relation, bound } = target;
  const actual = of === 'value' ? value : (ratioOf(measurement) ?? Number.NaN);
  return relation === 'at least' ? actual >= bound : actual <= bound;
}
