import { median } from '../statistics.ts';
import type { MetricName, MetricValue, MetricValues } from './metrics.ts';

/** What one system did in one round. */
export interface RoundResult {
  readonly system: string;
  readonly round: number;
  readonly values: MetricValues;
  /** The measurements that failed, and why. */
  readonly failures: readonly string[];
  /** The largest share of the CPU time that other programs used during a measurement, from 0 to 1. */
  readonly otherLoadShare: number;
}

/** The values of several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How the true values relate to these: `at least` and `at most` stem from measurements that ended early. */
  readonly relation: 'equal' | 'at least' | 'at most';
}

function spreadOf(values: readonly number[], relation: Spread['relation']): Spread | undefined {
  if (values.length === 0) return undefined;
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), relation };
}

function valuesOf(results: readonly RoundResult[], system: string, metric: MetricName): Map<number, MetricValue> {
  return new Map(
    results.flatMap(({ system: name, round, values }) => {
      const value = values[metric];
      return name === system && value !== undefined ? [[round, value] as const] : [];
    }),
  );
}

/** Returns the values of a metric over all rounds; undefined if there are none. */
export function spread(results: readonly RoundResult[], system: string, metric: MetricName): Spread | undefined {
  const values = [...valuesOf(results, system, metric).values()];
  const capped = values.some((value) => value.capped === true);
  return spreadOf(
    values.map(({ value }) => value),
    capped ? 'at least' : 'equal',
  );
}

/**
 * Returns the ratios of the reference to a system, each of two values of the same round; undefined if no round has both.
 * A measurement that reached its cap is not repeated, so its value is compared with those of all later rounds, too.
 */
export function ratioSpread(
  results: readonly RoundResult[],
  reference: string,
  system: string,
  metric: MetricName,
): Spread | undefined {
  const own = valuesOf(results, reference, metric);
  const other = valuesOf(results, system, metric);
  const cap = [...other.values()].find(({ capped }) => capped === true);
  const ratios = [...own].flatMap(([round, { value }]) => {
    const divisor = other.get(round) ?? cap;
    return divisor === undefined || divisor.value === 0 ? [] : [value / divisor.value];
  });
  return spreadOf(ratios, cap === undefined ? 'equal' : 'at most');
}

/** Returns whether a measurement of a system reached its cap in an earlier round. */
export function isCapped(results: readonly RoundResult[], system: string, metrics: readonly MetricName[]): boolean {
  return metrics.some((metric) =>
    [...valuesOf(results, system, metric).values()].some(({ capped }) => capped === true),
  );
}
