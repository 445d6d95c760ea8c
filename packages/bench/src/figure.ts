/** What a figure is counted in. */
export type Unit = '/s' | 'ms' | 's' | 'MB' | 'kB' | 'CPU s' | '% of a core' | 'commands';

/** What a figure is held against: measured in the same run, or fixed by the protocol; in the unit of the figure. */
export interface Limit {
  readonly name: string;
  readonly value: number;
}

/** What is expected of a figure itself, or of its ratio to the limit. */
export interface Expectation {
  readonly of: 'value' | 'ratio';
  readonly relation: 'at least' | 'at most';
  readonly bound: number;
}

/** One measured number. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly limit?: Limit;
  readonly expectation?: Expectation;
}

/** How a figure compares with its limit; undefined where it has none. */
export function ratioOf({ value, limit }: Figure): number | undefined {
  return limit === undefined ? undefined : value / limit.value;
}

/** Whether the expectation was reached; undefined where there is none. What could not be measured was not reached. */
export function isReached(figure: Figure): boolean | undefined {
  const { expectation, value } = figure;
  if (expectation === undefined) return undefined;
  const { of, relation, bound } = expectation;
  const judged = of === 'value' ? value : (ratioOf(figure) ?? Number.NaN);
  return relation === 'at least' ? judged >= bound : judged <= bound;
}
