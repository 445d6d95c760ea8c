import type { Section } from '../section.ts';
import { backlog } from './backlog.ts';
import { cost } from './cost.ts';
import { freeze } from './freeze.ts';
import { idle } from './idle.ts';
import { kill } from './kill.ts';
import { lag } from './lag.ts';
import { reconnect } from './reconnect.ts';
import { throughput } from './throughput.ts';
import { turnaround } from './turnaround.ts';

/** Everything that is measured, in the order in which it is. */
export const SECTIONS: readonly Section[] = [throughput, cost, turnaround, kill, freeze, reconnect, lag, backlog, idle];
