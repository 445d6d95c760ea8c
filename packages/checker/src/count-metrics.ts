import type { Metrics } from './metrics.ts';
import { isFinished, runningAt } from './run/executions.ts';
import { unaffectedExecutions } from './run/outage-impact.ts';
import { hitsLeader, interruptedExecution } from './run/outage-target.ts';
import type { Outage } from './run/outages.ts';
import { relaunchAfter } from './run/relaunches.ts';
import { findReplayedLines, findReplayedReports } from './run/replayed-reports.ts';
import type { IndexedRun } from './run/run.ts';
import { isFenced } from './run/task-histories.ts';

/** Counts outages by kind and role, and those during which tasks ran. */
function countOutageMetrics(run: IndexedRun) {
  const select = (role: Outage['role'], kind: Outage['kind']): Outage[] =>
    run.outages.filter((outage) => outage.role === role && outage.kind === kind);
  const busy = (outages: readonly Outage[], host?: 'own'): number =>
    outages.filter(({ fromMs, target }) =>
      runningAt(run.executions, fromMs).some((execution) => host !== 'own' || execution.host === target),
    ).length;
  const [slaveKills, masterKills] = [select('slave', 'kill'), select('master', 'kill')];
  const ofLeader = (outages: readonly Outage[]): Outage[] => outages.filter((outage) => hitsLeader(run, outage));
  const acrossMasterKill = new Set(
    ofLeader(masterKills).flatMap((kill) => unaffectedExecutions(run, kill).map(({ nonce }) => nonce)),
  );
  const relaunched = (kills: readonly Outage[]): number =>
    kills.filter((kill) => relaunchAfter(run, kill) !== undefined).length;
  return {
    slaveKills: slaveKills.length,
    slaveKillsWhileBusy: slaveKills.filter((kill) => interruptedExecution(run, kill) !== undefined).length,
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

/** Counts the metrics of a run. */
export function countMetrics(run: IndexedRun): Metrics {
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
      isFenced(execution, run.taskHistories.get(execution.taskId)?.attempts.get(execution.attempt)),
    ).length,
    slavesThatWorked: new Set(all.map(({ host }) => host)).size,
    epochs: run.epochs.length,
    reportsReplayed: findReplayedLines(run).length,
    finishedWithoutMaster: findReplayedReports(run).length,
    reportsRefused: run.evidence.log.filter(
      (line) => line.event === 'report.refused' && run.incarnations.byLine.get(line)?.role === 'slave',
    ).length,
    ...countOutageMetrics(run),
  };
}
