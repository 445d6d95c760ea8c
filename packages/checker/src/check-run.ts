import { CHECKS } from './catalogue.ts';
import type { Check } from './check.ts';
import { countMetrics } from './count-metrics.ts';
import type { Evidence } from './evidence/evidence.ts';
import type { Expectations, MetricBounds } from './expectations.ts';
import { METRICS, type MetricName } from './metrics.ts';
import { indexRun, type IndexedRun } from './run/run.ts';
import { summarizeRun } from './run-summary.ts';
import type { CheckResult, Verdict } from './verdict.ts';

function formatBounds({ min, max }: MetricBounds): string {
  if (min !== undefined && max !== undefined) return min === max ? `exactly ${min}` : `${min} to ${max}`;
  return min === undefined ? `at most ${max ?? 'any'}` : `at least ${min}`;
}

function evaluateCheck(check: Check, run: IndexedRun, expectations: Expectations): CheckResult {
  const { id, section, title, how, evaluate } = check;
  const { exercised, observed, violations } = evaluate(run, expectations);
  const status = violations.count > 0 ? 'failed' : exercised ? 'passed' : 'not exercised';
  return { id, section, title, how, status, observed, violations };
}

/** Compares a metric with its bounds. */
function evaluateMetric(name: MetricName, bounds: MetricBounds, value: number): CheckResult {
  const { min = -Infinity, max = Infinity } = bounds;
  const expected = formatBounds(bounds);
  const passed = value >= min && value <= max;
  const message = `${value < min ? 'too few' : 'too many'} ${METRICS[name]}: ${value}, expected ${expected}`;
  return {
    id: name,
    section: 'coverage',
    title: METRICS[name],
    how: `counted; expected ${expected}`,
    status: passed ? 'passed' : 'failed',
    observed: `${value}, expected ${expected}`,
    violations: passed ? { count: 0, messages: [] } : { count: 1, messages: [message] },
  };
}

/**
 * Runs every check on the evidence of a run, and compares its metrics with the expected ones. Pure, and linear in the
 * size of the evidence.
 */
export function checkRun(evidence: Evidence, expectations: Expectations): Verdict {
  const run = indexRun(evidence);
  const metrics = countMetrics(run);
  const expectedMetrics = Object.entries(expectations.metrics) as [MetricName, MetricBounds][];
  const results = [
    ...CHECKS.map((check) => evaluateCheck(check, run, expectations)),
    ...expectedMetrics.map(([name, bounds]) => evaluateMetric(name, bounds, metrics[name])),
  ];
  return { passed: results.every(({ status }) => status !== 'failed'), results, metrics, summary: summarizeRun(run) };
}
