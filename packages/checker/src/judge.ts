import type { CheckSection } from './check.ts';
import { CHECKS } from './catalogue.ts';
import type { Evidence } from './evidence.ts';
import type { MetricBounds, Expectations } from './expectations.ts';
import { countMetrics, METRICS, type MetricName, type Metrics } from './metrics.ts';
import { arrange } from './run.ts';
import type { Violations } from './violations.ts';

/** How a line of the verdict stands: it holds, it does not, or nothing happened that could have shown. */
export type CheckStatus = 'met' | 'broken' | 'not exercised';

/** One line of the verdict. */
export interface CheckResult {
  readonly id: string;
  /** What it belongs to; `expected`: that enough, and not too much, happened. */
  readonly section: CheckSection | 'expected';
  readonly title: string;
  /** How it was checked, in one sentence. */
  readonly how: string;
  readonly status: CheckStatus;
  /** What was counted, in a few words. */
  readonly observed: string;
  readonly violations: Violations;
}

/** What a run was found to be. */
export interface Verdict {
  /** True when no line is broken. */
  readonly passed: boolean;
  readonly results: readonly CheckResult[];
  readonly metrics: Metrics;
}

function boundsText({ min, max }: MetricBounds): string {
  if (min !== undefined && max !== undefined) return min === max ? `exactly ${min}` : `${min} to ${max}`;
  return min === undefined ? `at most ${max ?? 'any'}` : `at least ${min}`;
}

/** Decides whether enough, and not too much, happened in one respect. */
function weigh(name: MetricName, bounds: MetricBounds, figure: number): CheckResult {
  const met = figure >= (bounds.min ?? -Infinity) && figure <= (bounds.max ?? Infinity);
  const wanted = boundsText(bounds);
  const extent = figure < (bounds.min ?? -Infinity) ? 'too little happened' : 'too much happened';
  return {
    id: name,
    section: 'expected',
    title: METRICS[name],
    how: `counted; expected ${wanted}`,
    status: met ? 'met' : 'broken',
    observed: `${figure}, expected ${wanted}`,
    violations: met
      ? { count: 0, messages: [] }
      : { count: 1, messages: [`${extent}: ${METRICS[name]}: ${figure}, expected ${wanted}`] },
  };
}

/**
 * Decides every requirement and every promise for a run, and whether as much happened in it as was expected. Pure, and
 * linear in the evidence.
 */
export function checkRun(evidence: Evidence, expectations: Expectations): Verdict {
  const run = arrange(evidence);
  const metrics = countMetrics(run);
  const checks = CHECKS.map(({ id, section, title, how, evaluate: decide }): CheckResult => {
    const { exercised, observed: counted, violations } = decide(run, expectations);
    const untouched = exercised ? 'met' : 'not exercised';
    return {
      id,
      section,
      title,
      how,
      status: violations.count > 0 ? 'broken' : untouched,
      observed: counted,
      violations,
    };
  });
  const expected = Object.entries(expectations.metrics).map(([name, bounds]) =>
    weigh(name as MetricName, bounds, metrics[name as MetricName]),
  );
  const results = [...checks, ...expected];
  return { passed: results.every(({ status }) => status !== 'broken'), results, metrics };
}
