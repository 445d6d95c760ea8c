import { isFenced } from '@steadfast/checker/checks/backing';
import { isFinished } from '@steadfast/checker/executions';
import { findReplayed } from '@steadfast/checker/replayed';
import { successOf } from '@steadfast/checker/task-histories';
import { attemptKey } from './evidence-index.ts';
import { findReruns, show, showDocument, showEnd, showFact, showStart, type Chooser } from './cite.ts';

/** So many beginnings of reigns are shown. */
const MAX_REIGNS = 3;

const ledgerOrder: Chooser = ({ run, entryPlace }) =>
  run.epochs
    .slice(0, MAX_REIGNS)
    .flatMap(({ entry, epoch }) => show(`reign ${epoch} begins with entry ${entry}`, entryPlace(entry)));

const legalMoves: Chooser = (archive) => {
  const { stories } = archive.run;
  const story = findReruns(archive.run)[0]?.story ?? stories.values().next().value;
  return story?.facts.flatMap((fact) => showFact(archive, `${fact.kind}, attempt ${fact.attempt}`, fact)) ?? [];
};

const documents: Chooser = (archive) => {
  const { run } = archive;
  const story = findReruns(run)[0]?.story ?? run.stories.values().next().value;
  if (story === undefined) return [];
  const success = successOf(story);
  return [
    ...(success === undefined ? [] : show('what the ledger says last', archive.entryPlace(success.entry))),
    ...showDocument(archive, 'what the document says', run.documents.get(story.taskId)),
  ];
};

const backed: Chooser = (archive) => {
  const { executions, stories } = archive.run;
  const execution = executions.all.find(isFinished);
  const facts = stories.get(execution?.taskId ?? '')?.facts.filter(({ attempt }) => attempt === execution?.attempt);
  return [
    ...showFact(
      archive,
      'placed',
      facts?.find(({ kind }) => kind === 'task.placed'),
    ),
    ...showStart('then begun', execution),
    ...showEnd('and finished', execution),
    ...showFact(
      archive,
      'then recorded',
      facts?.find(({ kind }) => kind === 'task.success'),
    ),
  ];
};

const startedOnce: Chooser = (archive) => {
  const [found] = findReruns(archive.run);
  return [
    ...showStart('one attempt, one nonce', found?.before.executions[0]),
    ...showStart('the next, another', found?.after.executions[0]),
  ];
};

const nothingLost: Chooser = (archive) => {
  const { run, slaveLine } = archive;
  const fenced = run.executions.all.find((execution) =>
    isFenced(execution, run.stories.get(execution.taskId)?.attempts.get(execution.attempt)),
  );
  if (fenced === undefined) return [];
  const { taskId, attempt, host } = fenced;
  return [
    ...showEnd('an attempt that ends too late', fenced),
    ...showFact(archive, 'it had been taken away', run.stories.get(taskId)?.attempts.get(attempt)?.ends[0]),
    ...show(`the report is refused: ${host} is told`, slaveLine('report.refused', attemptKey(taskId, attempt))),
  ];
};

const acknowledged: Chooser = (archive) => {
  const { run, slaveLine, entryPlace } = archive;
  const [replayed] = findReplayed(run);
  const success = replayed?.success ?? run.facts.find(({ kind }) => kind === 'task.success');
  if (success === undefined) return [];
  return [
    ...show('the entry of the ledger', entryPlace(success.entry)),
    ...show('after it, the slave is told', slaveLine('task.success', attemptKey(success.task, success.attempt))),
  ];
};

const epochsRise: Chooser = ({ run: { evidence, lives } }) => {
  const opened = evidence.log.filter(
    (line) => line.event === 'session.opened' && lives.ofLine.get(line)?.role === 'slave',
  );
  const ofLife = Map.groupBy(opened, (line) => lives.ofLine.get(line)?.instance);
  const longest = [...ofLife.values()].sort((one, other) => other.length - one.length)[0] ?? [];
  return longest.slice(0, MAX_REIGNS).flatMap((line) => show(`a session of epoch ${line.epoch}`, line));
};

const databaseOutage: Chooser = ({ run: { outages, executions } }) => {
  const outage = outages.find(({ role }) => role === 'mongod');
  const through = executions.all.find(
    ({ started, end }) => outage !== undefined && started.atMs < outage.fromMs && (end?.atMs ?? 0) > outage.fromMs,
  );
  return [
    ...showStart('a task begins', through),
    ...show('MongoDB is gone', outage?.began),
    ...showEnd('the task ends', through),
  ];
};

const noCrash: Chooser = ({ run: { lives } }) => {
  const life = lives.all.find(({ stopped }) => stopped !== undefined);
  return [...show('a life begins', life?.started), ...show('and ends in order', life?.stopped)];
};

const loggedFacts: Chooser = ({ run, entryPlace, factPlace }) => {
  const fact = run.facts.find(({ kind }) => kind === 'task.placed');
  if (fact === undefined) return [];
  return [...show('the entry of the ledger', entryPlace(fact.entry)), ...show('the line of the log', factPlace(fact))];
};

const slaveLogs: Chooser = ({ run: { executions }, slaveLine }) => {
  const execution = executions.all.find(isFinished);
  const nonce = execution?.nonce ?? '';
  return [
    ...showStart('the journal: begun', execution),
    ...show('the log: begun', slaveLine('task.running', nonce)),
    ...showEnd('the journal: ended', execution),
    ...show('the log: ended', slaveLine('task.finished', nonce)),
  ];
};

/** What shows the promises of the design, by the identifier of the claim. */
export const PROMISE_EXHIBITS: Readonly<Record<string, Chooser>> = {
  'ledger-order': ledgerOrder,
  'legal-moves': legalMoves,
  documents,
  backed,
  'started-once': startedOnce,
  'nothing-lost': nothingLost,
  acknowledged,
  'epochs-rise': epochsRise,
  'database-outage': databaseOutage,
  'no-crash': noCrash,
  'logged-facts': loggedFacts,
  'slave-logs': slaveLogs,
};
