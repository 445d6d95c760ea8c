import {
  endOf,
  hitsLeader,
  type IndexedRun,
  interruptedExecution,
  isFinished,
  type JournalExecution,
  type LocatedFact,
  type Outage,
  relaunchAfter,
  successOf,
  unaffectedExecutions,
} from '@steadfast/checker/run';
import { ACTION_TEXTS, cite, citeEnd, citeFact, citeStart, formatSleep, type EvidenceSelector } from './cite.ts';
import { attemptKey, type EvidenceItem } from './evidence-index.ts';
import { findReruns, longestExecution } from './find-examples.ts';

function killsOf({ outages }: IndexedRun, role: Outage['role']): Outage[] {
  return outages.filter((outage) => outage.kind === 'kill' && outage.role === role);
}

/** Returns an execution that started on another slave during an outage. */
function startedDuring({ executions }: IndexedRun, { target, fromMs, toMs }: Outage): JournalExecution | undefined {
  return executions.all.find(({ started, host }) => started.atMs > fromMs && started.atMs < toMs && host !== target);
}

/** Cites an outage of a slave, and a task that another slave started meanwhile. */
function workWithoutSlave(run: IndexedRun, outage: Outage): readonly EvidenceItem[] {
  const execution = startedDuring(run, outage);
  if (execution === undefined) return [];
  return [
    ...cite(`${outage.target} ${ACTION_TEXTS[outage.kind]}`, outage.began),
    ...citeStart(`meanwhile ${execution.host} starts a task`, execution),
  ];
}

/** Cites a kill of the master, a task that finished meanwhile, and the first one that started afterwards. */
function workWithoutMaster(
  { executions }: IndexedRun,
  { target, began, fromMs, toMs }: Outage,
): readonly EvidenceItem[] {
  return [
    ...cite(`${target} is killed`, began),
    ...citeEnd(
      'meanwhile a task finishes',
      executions.all.find(({ end }) => end?.event === 'finished' && end.atMs > fromMs && end.atMs < toMs),
    ),
    ...citeStart(
      `with ${target} back, tasks are started again`,
      executions.all.find(({ started }) => started.atMs > toMs),
    ),
  ];
}

const continues: EvidenceSelector = ({ run }) => {
  const outages = run.outages.filter(({ role, kind }) => role === 'slave' && kind !== 'cut');
  const withoutSlaves = outages.map((outage) => workWithoutSlave(run, outage)).filter(({ length }) => length > 0);
  const masterKills = killsOf(run, 'master').slice(0, 1);
  return [...withoutSlaves.slice(0, 2).flat(), ...masterKills.flatMap((kill) => workWithoutMaster(run, kill))];
};

/** Returns an execution in progress when the leader was killed; if possible, one that finished before it was back. */
function findSurvivor(run: IndexedRun): { kill: Outage; execution: JournalExecution } | undefined {
  const pairs = killsOf(run, 'master')
    .filter((kill) => hitsLeader(run, kill))
    .flatMap((kill) => unaffectedExecutions(run, kill).map((execution) => ({ kill, execution })));
  return pairs.find(({ kill, execution }) => (execution.end?.atMs ?? Infinity) < kill.toMs) ?? pairs[0];
}

const masterKill: EvidenceSelector = (index) => {
  const { run, chaosLine, slaveLine } = index;
  const found = findSurvivor(run);
  if (found === undefined) return [];
  const { kill, execution } = found;
  const { host, taskId, attempt, taskname, instance } = execution;
  const task = run.taskHistories.get(taskId);
  const { byInstance, byLine } = run.incarnations;
  const incarnation = byInstance.get(instance);
  const sessionLost = run.evidence.log.find(
    (line) => line.event === 'session.lost' && line.atMs >= kill.fromMs && byLine.get(line) === incarnation,
  );
  const nextEpoch = run.epochs.find(({ atMs }) => atMs > kill.fromMs);
  return [
    ...citeStart(`${taskname} starts on ${host}`, execution),
    ...cite(`${kill.target} is killed`, kill.began),
    ...cite(`${host} loses its session, but keeps running the task`, sessionLost),
    ...citeEnd('the same execution (same nonce) finishes', execution),
    ...cite(`${kill.target} is restarted`, chaosLine(kill.target, 'start', kill.fromMs)),
    ...citeFact(index, 'a new epoch begins', nextEpoch),
    ...citeFact(index, 'the success is recorded', task === undefined ? undefined : successOf(task)),
    ...cite(`${host} receives the acknowledgement`, slaveLine('task.success', attemptKey(taskId, attempt))),
  ];
};

/** Returns the fact that ended the attempt of an execution. */
function endFact({ taskHistories }: IndexedRun, { taskId, attempt }: JournalExecution): LocatedFact | undefined {
  const history = taskHistories.get(taskId)?.attempts.get(attempt);
  return history === undefined ? undefined : endOf(history);
}

const slaveKill: EvidenceSelector = (index) => {
  const { run } = index;
  const interrupted = killsOf(run, 'slave').flatMap((kill) => {
    const execution = interruptedExecution(run, kill);
    return execution === undefined ? [] : [{ kill, execution, end: endFact(run, execution) }];
  });
  const found = interrupted.find(({ end }) => end?.kind === 'task.killed') ?? interrupted[0];
  if (found === undefined) return [];
  const { kill, execution, end } = found;
  const next = run.taskHistories.get(execution.taskId)?.attempts.get(execution.attempt + 1)?.executions[0];
  const unaffected = unaffectedExecutions(run, kill).find(isFinished);
  return [
    ...citeStart(`${execution.taskname} starts on ${kill.target}`, execution),
    ...cite(`${kill.target} is killed`, kill.began),
    ...citeFact(
      index,
      `the master records that the attempt was ${end?.kind === 'task.killed' ? 'killed' : 'returned'}`,
      end,
    ),
    ...citeStart(`the task is rerun on ${next?.host}`, next),
    ...citeEnd(`a task that was running on ${unaffected?.host} meanwhile finishes`, unaffected),
  ];
};

const rerun: EvidenceSelector = (index) => {
  const [found] = findReruns(index.run);
  if (found === undefined) return [];
  const { task, killed, before, after } = found;
  const second = after.executions.find(isFinished);
  return [
    ...cite('the sleeptime of the task', index.seededPlace(task.taskId)),
    ...citeStart(`attempt ${before.attempt} starts on ${killed.host}`, before.executions[0]),
    ...citeFact(index, 'it is killed', killed),
    ...citeStart(`attempt ${after.attempt} starts on ${second?.host}, with a new nonce`, second),
    ...citeEnd(`it sleeps for the whole time again: ${second === undefined ? '' : formatSleep(second)}`, second),
  ];
};

const causes: EvidenceSelector = (index) => {
  const { run } = index;
  const withCause = findReruns(run).flatMap(({ killed, before }) => {
    const cause = run.outagesByTarget
      .get(killed.host ?? '')
      ?.find(({ fromMs }) => fromMs >= (before.placed?.atMs ?? Infinity) && fromMs <= killed.atMs);
    return cause === undefined ? [] : [{ killed, cause }];
  });
  const [found] = withCause;
  return [
    ...(found === undefined
      ? []
      : [
          ...cite(`the cause: ${found.cause.target} ${ACTION_TEXTS[found.cause.kind]}`, found.cause.began),
          ...citeFact(index, 'its task is killed', found.killed),
        ]),
    ...citeEnd('the longest task was left running to its end', longestExecution(run)),
  ];
};

const relaunch: EvidenceSelector = ({ run, chaosLine }) =>
  (['master', 'slave'] as const).flatMap((role) => {
    const kill = killsOf(run, role).find((candidate) => relaunchAfter(run, candidate) !== undefined);
    if (kill === undefined) return [];
    const { target, began, fromMs } = kill;
    return [
      cite(`${target} is killed`, began),
      cite(`${target} is restarted`, chaosLine(target, 'start', fromMs)),
      cite('the new process, with a new instance and pid', relaunchAfter(run, kill)?.started),
    ].flat();
  });

/** The evidence for the checks of kills, freezes and other outages, by check id. */
export const FAULT_EVIDENCE: Readonly<Record<string, EvidenceSelector>> = {
  continues,
  'master-kill': masterKill,
  'slave-kill': slaveKill,
  rerun,
  causes,
  relaunch,
};
