import type { Measurement, PerformanceTarget } from '../src/measurement.ts';

/** A measurement in tasks per second, with a baseline of 100. */
export function measurement(value: number, target?: PerformanceTarget): Measurement {
  return {
    name: 'tasks',
    value,
    unit: '/s',
    baseline: { name: 'inserts', value: 100 },
    ...(target === undefined ? {} : { target }),
  };
}
