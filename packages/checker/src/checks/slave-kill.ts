import type { Check } from '../check.ts';
import type { Execution } from '../executions.ts';
import { falls, type Outage } from '../outages.ts';
import type { Run } from '../run.ts';
import { endOf, type FactAt } from '../task-histories.ts';
import { NOTICE_MS, RECOVERY_MS } from '../tolerances.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, duration, nameExecution, nameFact, nameOutage } from '../format.ts';
import { checkBystanders } from './bystanders.ts';
import { hitLife } from '../outage-target.ts';

/** The execution that a kill cut short; undefined when it hit an idle slave. */
export function cutShort(run: Run, kill: Outage): Execution | undefined {
  const instance = kill.began.instance ?? hitLife(run, kill)?.instance;
  const last = instance === undefined ? undefined : run.executions.byInstance.get(instance)?.at(-1);
  return last?.end === undefined ? last : undefined;
}

/** True when masters and database were well when a slave was killed, so that nothing delayed noticing it. */
function wasNoticeable({ outages }: Run, fromMs: number, toMs: number): boolean {
  return !outages.some((outage) => outage.role !== 'slave' && falls(outage, fromMs - RECOVERY_MS, toMs));
}

/** The killed slave's own task must be killed, soon; gives how long that took, in milliseconds. */
function checkKilled(
  run: Run,
  kill: Outage,
  execution: Execution,
  settled: boolean,
  found: ViolationList,
): number | undefined {
  const attempt = run.stories.get(execution.taskId)?.attempts.get(execution.attempt);
  const end: FactAt | undefined = attempt === undefined ? undefined : endOf(attempt);
  if (end === undefined) {
    if (settled) found.add(`${nameOutage(kill)} cut ${nameExecution(execution)} short, but the ledger never says so`);
    return undefined;
  }
  if (end.kind === 'task.success')
    found.add(`${nameOutage(kill)} cut ${nameExecution(execution)} short, but ${nameFact(end)} says it succeeded`);
  const tookMs = end.atMs - kill.fromMs;
  if (tookMs > NOTICE_MS && wasNoticeable(run, kill.fromMs, end.atMs))
    found.add(`${nameOutage(kill)} was noticed only ${duration(tookMs)} later, by ${nameFact(end)}`);
  return tookMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >>> 1] ?? 0;
}

/** Killing a slave kills the task that it ran, and no other. */
export const SLAVE_KILL: Check = {
  id: 'slave-kill',
  section: 'asked',
  title: 'Killing a slave kills the task running on it, and only that',
  how: 'for each kill of a slave on record, the execution that it cut short is killed or returned in the ledger, and those on other slaves went on',
  evaluate: (run, { settled }) => {
    const found = listViolations();
    const kills = run.outages.filter(({ role, kind }) => role === 'slave' && kind === 'kill');
    const tookMs: number[] = [];
    let busy = 0;
    let bystanders = 0;
    for (const kill of kills) {
      bystanders += checkBystanders(run, kill, settled, found);
      const execution = cutShort(run, kill);
      if (execution === undefined) continue;
      busy += 1;
      const took = checkKilled(run, kill, execution, settled, found);
      if (took !== undefined && wasNoticeable(run, kill.fromMs, kill.fromMs + took)) tookMs.push(Math.max(0, took));
    }
    const speed = tookMs.length === 0 ? '' : `, noticed in ${duration(median(tookMs))} (median)`;
    return {
      exercised: busy > 0,
      observed: `${count(kills.length, 'kill')}, ${busy} of a busy slave${speed}; ${count(bystanders, 'task')} on others went on`,
      violations: found.result(),
    };
  },
};
