import { unaffectedBy } from '@steadfast/checker/checks/bystanders';
import { relaunchAfter } from '@steadfast/checker/checks/relaunch';
import { cutShort } from '@steadfast/checker/checks/slave-kill';
import { isFinished, type Execution } from '@steadfast/checker/executions';
import { hitLeader } from '@steadfast/checker/outage-target';
import type { Outage } from '@steadfast/checker/outages';
import type { Run } from '@steadfast/checker/run';
import { endOf, successOf } from '@steadfast/checker/task-histories';
import { attemptKey, type Exhibit } from './evidence-index.ts';
import {
  DEEDS,
  findReruns,
  longestExecution,
  show,
  showEnd,
  showFact,
  showStart,
  sleptText,
  type Chooser,
} from './cite.ts';

function killsOf({ outages }: Run, role: Outage['role']): Outage[] {
  return outages.filter((outage) => outage.kind === 'kill' && outage.role === role);
}

/** What was started while something was out of order. */
function startedDuring({ executions }: Run, { target, fromMs, toMs }: Outage): Execution | undefined {
  return executions.all.find(({ started, host }) => started.atMs > fromMs && started.atMs < toMs && host !== target);
}

/** Somebody is out of order, and work is begun elsewhere all the same. */
function goesOn(run: Run, outage: Outage): readonly Exhibit[] {
  const started = startedDuring(run, outage);
  if (started === undefined) return [];
  return [
    ...show(`${outage.target} ${DEEDS[outage.kind]}`, outage.began),
    ...showStart(`meanwhile ${started.host} begins a task`, started),
  ];
}

/** The master is away, work goes on, and is given out again when it is back. */
function goesOnWithoutMaster({ executions }: Run, { target, began, fromMs, toMs }: Outage): readonly Exhibit[] {
  return [
    ...show(`${target} is killed`, began),
    ...showEnd(
      'meanwhile a task runs to its end',
      executions.all.find(({ end }) => end?.event === 'finished' && end.atMs > fromMs && end.atMs < toMs),
    ),
    ...showStart(
      'with the master back, tasks are begun again',
      executions.all.find(({ started }) => started.atMs > toMs),
    ),
  ];
}

const continues: Chooser = ({ run }) => {
  const others = run.outages.filter(({ role, kind }) => role === 'slave' && kind !== 'cut');
  const shown = others.map((outage) => goesOn(run, outage)).filter(({ length }) => length > 0);
  const withoutMaster = killsOf(run, 'master').slice(0, 1);
  return [...shown.slice(0, 2).flat(), ...withoutMaster.flatMap((kill) => goesOnWithoutMaster(run, kill))];
};

/** A task that ran when the leading master was killed, one that finished before it was back if there is such. */
function ranThrough(run: Run): { kill: Outage; execution: Execution } | undefined {
  const pairs = killsOf(run, 'master')
    .filter((kill) => hitLeader(run, kill))
    .flatMap((kill) => unaffectedBy(run, kill).map((execution) => ({ kill, execution })));
  return pairs.find(({ kill, execution }) => (execution.end?.atMs ?? Infinity) < kill.toMs) ?? pairs[0];
}

const masterKill: Chooser = (archive) => {
  const { run, deed, slaveLine } = archive;
  const found = ranThrough(run);
  if (found === undefined) return [];
  const { kill, execution } = found;
  const { host, taskId, attempt, taskname } = execution;
  const story = run.stories.get(taskId);
  const success = story === undefined ? undefined : successOf(story);
  const life = run.lives.byInstance.get(execution.instance);
  const lost = run.evidence.log.find(
    (line) => line.event === 'session.lost' && line.atMs >= kill.fromMs && run.lives.ofLine.get(line) === life,
  );
  return [
    ...showStart(`${taskname} begins on ${host}`, execution),
    ...show(`${kill.target} is killed`, kill.began),
    ...show(`${host} notices, and goes on`, lost),
    ...showEnd('the same execution (same nonce) ends', execution),
    ...show(`${kill.target} is started again`, deed(kill.target, 'start', kill.fromMs)),
    ...showFact(
      archive,
      'a new reign begins',
      run.epochs.find(({ atMs }) => atMs > kill.fromMs),
    ),
    ...showFact(archive, 'and has the success on record', success),
    ...show(`${host} is told`, slaveLine('task.success', attemptKey(taskId, attempt))),
  ];
};

/** How an attempt that was cut short stands in the ledger. */
function endOfExecution({ stories }: Run, { taskId, attempt }: Execution) {
  const story = stories.get(taskId)?.attempts.get(attempt);
  return story === undefined ? undefined : endOf(story);
}

const slaveKill: Chooser = (archive) => {
  const { run } = archive;
  const pairs = killsOf(run, 'slave').map((kill) => ({ kill, execution: cutShort(run, kill) }));
  const found =
    pairs.find(({ execution }) => execution !== undefined && endOfExecution(run, execution)?.kind === 'task.killed') ??
    pairs.find(({ execution }) => execution !== undefined);
  if (found?.execution === undefined) return [];
  const { kill, execution } = found;
  const taken = endOfExecution(run, execution);
  const next = run.stories.get(execution.taskId)?.attempts.get(execution.attempt + 1)?.executions[0];
  const bystander = unaffectedBy(run, kill).find(isFinished);
  return [
    ...showStart(`${execution.taskname} begins on ${kill.target}`, execution),
    ...show(`${kill.target} is killed`, kill.began),
    ...showFact(
      archive,
      `the master has the task as ${taken?.kind === 'task.killed' ? 'killed' : 'taken back'}`,
      taken,
    ),
    ...showStart(`it is run again on ${next?.host}`, next),
    ...showEnd(`a task that ran meanwhile on ${bystander?.host} goes on to its end`, bystander),
  ];
};

const rerun: Chooser = (archive) => {
  const [found] = findReruns(archive.run);
  if (found === undefined) return [];
  const { story, killed, before, after } = found;
  const again = after.executions.find(isFinished);
  return [
    ...show('what the task must sleep', archive.seededPlace(story.taskId)),
    ...showStart(`attempt ${before.attempt} begins on ${killed.host}`, before.executions[0]),
    ...showFact(archive, 'it is killed', killed),
    ...showStart(`attempt ${after.attempt} begins on ${again?.host}, with a nonce of its own`, again),
    ...showEnd(`and sleeps the whole time again: ${again === undefined ? '' : sleptText(again)}`, again),
  ];
};

const causes: Chooser = (archive) => {
  const { run } = archive;
  const longest = longestExecution(run);
  const taken = findReruns(run).map(({ killed, before }) => ({
    killed,
    cause: run.outagesByTarget
      .get(killed.host ?? '')
      ?.find(({ fromMs }) => fromMs >= (before.placed?.atMs ?? Infinity) && fromMs <= killed.atMs),
  }));
  const found = taken.find(({ cause }) => cause !== undefined);
  return [
    ...show(
      `the cause: ${found?.killed.host} ${found?.cause === undefined ? '' : DEEDS[found.cause.kind]}`,
      found?.cause?.began,
    ),
    ...showFact(archive, 'its task is killed', found?.cause === undefined ? undefined : found.killed),
    ...showEnd('the longest of all was let run to its end', longest),
  ];
};

const relaunch: Chooser = ({ run, deed }) =>
  (['master', 'slave'] as const).flatMap((role) => {
    const kill = killsOf(run, role).find((candidate) => relaunchAfter(run, candidate) !== undefined);
    if (kill === undefined) return [];
    const { target, began, fromMs } = kill;
    return [
      show(`${target} is killed`, began),
      show(`${target} is started again`, deed(target, 'start', fromMs)),
      show('the new process, with another instance and pid', relaunchAfter(run, kill)?.started),
    ].flat();
  });

/** What shows the claims about what is killed or frozen, by the identifier of the claim. */
export const FAULT_EXHIBITS: Readonly<Record<string, Chooser>> = {
  continues,
  'master-kill': masterKill,
  'slave-kill': slaveKill,
  rerun,
  causes,
  relaunch,
};
