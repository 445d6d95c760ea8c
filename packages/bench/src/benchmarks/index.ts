import type { Benchmark } from '../benchmark.ts';
import { backlog } from './backlog.ts';
import { cost } from './cost.ts';
import { freeze } from './freeze.ts';
import { idle } from './idle.ts';
import { kill } from './kill.ts';
import { lag } from './lag.ts';
import { placement } from './placement.ts';
import { reconnect } from './reconnect.ts';
import { takeover } from './takeover.ts';
import { throughput } from './throughput.ts';
import { turnaround } from './turnaround.ts';

/** All benchmarks, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  throughput,
  cost,
  turnaround,
  placement,
  kill,
  freeze,
  takeover,
  reconnect,
  lag,
  backlog,
  idle,
];
