import {
  findReplayedReports,
  type IndexedRun,
  isFenced,
  isFinished,
  successOf,
  type TaskHistory,
} from '@steadfast/checker/run';
import { cite, citeDocument, citeEnd, citeFact, citeStart, type EvidenceSelector } from './cite.ts';
import { attemptKey } from './evidence-index.ts';
import { findReruns } from './find-examples.ts';

/** Enough to show that epochs follow one another. */
const MAX_EPOCHS = 3;

const ledgerOrder: EvidenceSelector = ({ run, entryPlace }) =>
  run.epochs
    .slice(0, MAX_EPOCHS)
    .flatMap(({ entry, epoch }) => cite(`epoch ${epoch} begins with entry ${entry}`, entryPlace(entry)));

/** Returns a task that was rerun, if there is one; otherwise the first task. */
function exampleTask(run: IndexedRun): TaskHistory | undefined {
  return findReruns(run)[0]?.task ?? run.taskHistories.values().next().value;
}

const legalMoves: EvidenceSelector = (index) =>
  exampleTask(index.run)?.facts.flatMap((fact) => citeFact(index, `${fact.kind}, attempt ${fact.attempt}`, fact)) ?? [];

const documents: EvidenceSelector = (index) => {
  const { run } = index;
  const task = exampleTask(run);
  if (task === undefined) return [];
  const success = successOf(task);
  return [
    ...(success === undefined ? [] : cite('the last ledger entry about a task', index.entryPlace(success.entry))),
    ...citeDocument(index, 'its document', run.documents.get(task.taskId)),
  ];
};

const backed: EvidenceSelector = (index) => {
  const { executions, taskHistories } = index.run;
  const execution = executions.all.find(isFinished);
  const facts = taskHistories
    .get(execution?.taskId ?? '')
    ?.facts.filter(({ attempt }) => attempt === execution?.attempt);
  const factOfKind = (wanted: string) => facts?.find(({ kind }) => kind === wanted);
  return [
    ...citeFact(index, 'an attempt is placed', factOfKind('task.placed')),
    ...citeStart('then started', execution),
    ...citeEnd('then finished', execution),
    ...citeFact(index, 'then recorded', factOfKind('task.success')),
  ];
};

const startedOnce: EvidenceSelector = (index) => {
  const [found] = findReruns(index.run);
  return [
    ...citeStart('an attempt, with its nonce', found?.before.executions[0]),
    ...citeStart('a later attempt, with another nonce', found?.after.executions[0]),
  ];
};

const noOverlap: EvidenceSelector = (index) => {
  const [found] = findReruns(index.run);
  return [
    ...citeEnd('an attempt ends', found?.before.executions[0]),
    ...citeStart('a later attempt starts', found?.after.executions[0]),
  ];
};

const progress: EvidenceSelector = (index) => {
  const [found] = findReruns(index.run);
  return [
    ...citeFact(index, 'a task has to wait', found?.before.ends[0]),
    ...citeFact(index, 'its turn has come', found?.after.placed),
  ];
};

const nothingLost: EvidenceSelector = (index) => {
  const { run, slaveLine } = index;
  const attemptOf = ({ taskId, attempt }: { readonly taskId: string; readonly attempt: number }) =>
    run.taskHistories.get(taskId)?.attempts.get(attempt);
  const fenced = run.executions.all.find((execution) => isFenced(execution, attemptOf(execution)));
  if (fenced === undefined) return [];
  const { taskId, attempt, host } = fenced;
  return [
    ...citeEnd('an attempt that finishes too late', fenced),
    ...citeFact(index, 'it had been revoked', attemptOf(fenced)?.ends[0]),
    ...cite(`the report of ${host} is refused`, slaveLine('report.refused', attemptKey(taskId, attempt))),
  ];
};

const acknowledged: EvidenceSelector = ({ run, slaveLine, entryPlace }) => {
  const [replayed] = findReplayedReports(run);
  const success = replayed?.success ?? run.facts.find(({ kind }) => kind === 'task.success');
  if (success === undefined) return [];
  return [
    ...cite('the ledger entry of a success', entryPlace(success.entry)),
    ...cite(
      'afterwards, the slave receives the acknowledgement',
      slaveLine('task.success', attemptKey(success.task, success.attempt)),
    ),
  ];
};

const epochsRise: EvidenceSelector = ({ run: { evidence, incarnations } }) => {
  const sessions = evidence.log.filter(
    (line) => line.event === 'session.opened' && incarnations.byLine.get(line)?.role === 'slave',
  );
  const byInstance = Map.groupBy(sessions, (line) => incarnations.byLine.get(line)?.instance);
  const longest = [...byInstance.values()].sort((one, other) => other.length - one.length)[0] ?? [];
  return longest.slice(0, MAX_EPOCHS).flatMap((line) => cite(`a session in epoch ${line.epoch}`, line));
};

const databaseOutage: EvidenceSelector = ({ run: { outages, executions } }) => {
  const outage = outages.find(({ role }) => role === 'mongod');
  const survivor = executions.all.find(
    ({ started, end }) => outage !== undefined && started.atMs < outage.fromMs && (end?.atMs ?? 0) > outage.fromMs,
  );
  return [
    ...citeStart('a task starts', survivor),
    ...cite('MongoDB becomes unavailable', outage?.began),
    ...citeEnd('the task finishes', survivor),
  ];
};

const noCrash: EvidenceSelector = ({ run: { incarnations } }) => {
  const incarnation = incarnations.all.find(({ stopped }) => stopped !== undefined);
  return [...cite('a process starts', incarnation?.started), ...cite('it stops gracefully', incarnation?.stopped)];
};

const loggedFacts: EvidenceSelector = ({ run, entryPlace, factPlace }) => {
  const fact = run.facts.find(({ kind }) => kind === 'task.placed');
  if (fact === undefined) return [];
  return [...cite('a ledger entry', entryPlace(fact.entry)), ...cite('the log line of its fact', factPlace(fact))];
};

const slaveLogs: EvidenceSelector = ({ run: { executions }, slaveLine }) => {
  const execution = executions.all.find(isFinished);
  const nonce = execution?.nonce ?? '';
  return [
    ...citeStart('the start in the journal', execution),
    ...cite('the start in the log', slaveLine('task.running', nonce)),
    ...citeEnd('the end in the journal', execution),
    ...cite('the end in the log', slaveLine('task.finished', nonce)),
  ];
};

/** The evidence for the promises of the design, by check id. */
export const PROMISE_EVIDENCE: Readonly<Record<string, EvidenceSelector>> = {
  'ledger-order': ledgerOrder,
  'legal-moves': legalMoves,
  documents,
  backed,
  'started-once': startedOnce,
  'no-overlap': noOverlap,
  progress,
  'nothing-lost': nothingLost,
  acknowledged,
  'epochs-rise': epochsRise,
  'database-outage': databaseOutage,
  'no-crash': noCrash,
  'logged-facts': loggedFacts,
  'slave-logs': slaveLogs,
};
