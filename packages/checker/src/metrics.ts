import { unaffectedBy } from './checks/bystanders.ts';
import { isFenced } from './checks/backing.ts';
import { relaunchAfter } from './checks/relaunch.ts';
import { cutShort } from './checks/slave-kill.ts';
import { inProgressAt, isFinished } from './executions.ts';
import { hitLeader } from './outage-target.ts';
import type { Outage } from './outages.ts';
import { findReplayed } from './replayed.ts';
import type { Run } from './run.ts';

/** What is counted in every run, and what it means. */
export const METRICS = {
  tasks: 'task documents',
  successes: 'tasks that succeeded',
  placements: 'placements of tasks on slaves',
  killedTasks: 'kills of tasks, by the ledger',
  returnedTasks: 'returns of tasks that were not known to run, by the ledger',
  parkedTasks: 'documents set aside',
  reruns: 'executions of an attempt after the first',
  executions: 'executions, by the journals',
  finishedExecutions: 'executions that ran to their end',
  fencedExecutions: 'finished executions that came too late, and were not recorded',
  slavesThatWorked: 'slaves that ran something',
  epochs: 'reigns',
  slaveKills: 'kills of slaves',
  slaveKillsWhileBusy: 'kills of slaves that cut an execution short',
  slaveFreezesWhileBusy: 'freezes of slaves that ran something',
  masterKills: 'kills of masters',
  masterKillsWhileBusy: 'kills of the leading master while tasks ran',
  masterFreezesWhileBusy: 'freezes of the leading master while tasks ran',
  databaseOutagesWhileBusy: 'outages of MongoDB while tasks ran',
  runsAcrossMasterKill: 'executions that went on through the death of the leading master',
  masterRelaunches: 'masters relaunched after a kill',
  slaveRelaunches: 'slaves relaunched after a kill',
  reportsReplayed: 'successes of tasks that finished while no master was there, recorded by a later reign',
  reportsRefused: 'reports that were refused, by the logs of the slaves',
} as const;

/** The name of something that is counted. */
export type MetricName = keyof typeof METRICS;

/** What was counted in a run. */
export type Metrics = Readonly<Record<MetricName, number>>;

/** Outages of some kind and role, and those of them during which tasks ran. */
function countOutageMetrics(run: Run) {
  const select = (role: Outage['role'], kind: Outage['kind']): Outage[] =>
    run.outages.filter((outage) => outage.role === role && outage.kind === kind);
  const busy = (outages: readonly Outage[], host?: string): number =>
    outages.filter(({ fromMs, target }) =>
      inProgressAt(run.executions, fromMs).some((execution) => host !== 'own' || execution.host === target),
    ).length;
  const [slaveKills, masterKills] = [select('slave', 'kill'), select('master', 'kill')];
  const ofLeader = (outages: readonly Outage[]): Outage[] => outages.filter((outage) => hitLeader(run, outage));
  const acrossMasterKill = new Set(
    ofLeader(masterKills).flatMap((kill) => unaffectedBy(run, kill).map(({ nonce }) => nonce)),
  );
  const relaunched = (kills: readonly Outage[]): number =>
    kills.filter((kill) => relaunchAfter(run, kill) !== undefined).length;
  return {
    slaveKills: slaveKills.length,
    slaveKillsWhileBusy: slaveKills.filter((kill) => cutShort(run, kill) !== undefined).length,
    slaveFreezesWhileBusy: busy(select('slave', 'freeze'), 'own'),
    masterKills: masterKills.length,
    masterKillsWhileBusy: busy(ofLeader(masterKills)),
    masterFreezesWhileBusy: busy(ofLeader(select('master', 'freeze'))),
    databaseOutagesWhileBusy: busy(run.outages.filter(({ role }) => role === 'mongod')),
    runsAcrossMasterKill: acrossMasterKill.size,
    masterRelaunches: relaunched(masterKills),
    slaveRelaunches: relaunched(slaveKills),
  };
}

/** Counts what happened in a run. */
export function countMetrics(run: Run): Metrics {
  const { all } = run.executions;
  const kinds = new Map<string, number>();
  for (const { kind } of run.facts) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const ofKind = (kind: string): number => kinds.get(kind) ?? 0;
  return {
    tasks: run.documents.size,
    successes: ofKind('task.success'),
    placements: ofKind('task.placed'),
    killedTasks: ofKind('task.killed'),
    returnedTasks: ofKind('task.returned'),
    parkedTasks: ofKind('task.parked'),
    reruns: all.filter(({ attempt }) => attempt > 1).length,
    executions: all.length,
    finishedExecutions: all.filter(isFinished).length,
    fencedExecutions: all.filter((execution) =>
      isFenced(execution, run.stories.get(execution.taskId)?.attempts.get(execution.attempt)),
    ).length,
    slavesThatWorked: new Set(all.map(({ host }) => host)).size,
    epochs: run.epochs.length,
    reportsReplayed: findReplayed(run).length,
    reportsRefused: run.evidence.log.filter(
      (line) => line.event === 'report.refused' && run.lives.ofLine.get(line)?.role === 'slave',
    ).length,
    ...countOutageMetrics(run),
  };
}
