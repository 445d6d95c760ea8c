import { ENTRY_FILES } from '@steadfast/checker';
import { successOf } from '@steadfast/checker/run';
import { cite, citeDocument, citeEnd, citeFact, citeStart, formatSleep, type EvidenceSelector } from './cite.ts';
import { attemptKey } from './evidence-index.ts';
import { findReruns, longestExecution } from './find-examples.ts';

const fields: EvidenceSelector = (index) => {
  const [document] = index.run.evidence.documents;
  return [
    ...cite('a task as it was seeded, without a host', index.seededPlace(document?.taskId ?? '')),
    ...citeDocument(index, 'the same task in MongoDB at the end', document),
  ];
};

const allFinish: EvidenceSelector = (index) => {
  const { facts, documents, evidence } = index.run;
  const last = facts.findLast(({ kind }) => kind === 'task.success');
  const document = documents.get(last?.task ?? '');
  return [
    ...(evidence.documents.length === 0 ? [] : cite('the number of tasks', { file: ENTRY_FILES.tasks, line: 1 })),
    ...citeFact(index, 'the last task to finish', last),
    ...citeDocument(index, 'its document', document),
  ];
};

const oneSuccess: EvidenceSelector = (index) => {
  const { run, slaveLine } = index;
  const task = findReruns(run)[0]?.task ?? run.taskHistories.values().next().value;
  const success = task === undefined ? undefined : successOf(task);
  if (task === undefined || success === undefined) return [];
  return [
    ...citeFact(index, `${task.taskname} was placed ${task.attempts.size} times; its only success`, success),
    ...cite(
      'its slave receives the acknowledgement',
      slaveLine('task.success', attemptKey(task.taskId, success.attempt)),
    ),
  ];
};

const wholeSleep: EvidenceSelector = (index) => {
  const longest = longestExecution(index.run);
  return [
    ...cite('the sleeptime of the longest task', index.seededPlace(longest?.taskId ?? '')),
    ...citeStart('it starts', longest),
    ...citeEnd(`it has slept ${longest === undefined ? '' : formatSleep(longest)}`, longest),
  ];
};

const oneAtATime: EvidenceSelector = ({ run }) => {
  const [first, second, third] = run.executions.byInstance.values().find((executions) => executions.length > 2) ?? [];
  return [
    ...citeEnd('a task ends', first),
    ...citeStart('only then the next one starts on the same slave', second),
    ...citeEnd('it ends', second),
    ...citeStart('only then the next one starts', third),
  ];
};

const joinLeave: EvidenceSelector = (index) => {
  const { facts } = index.run;
  const lost = facts.find(({ kind }) => kind === 'slave.lost');
  const joins = facts.filter(({ kind, host }) => kind === 'slave.joined' && (lost === undefined || host === lost.host));
  return [
    ...citeFact(index, 'a slave joins', joins[0]),
    ...citeFact(index, 'it is lost', lost),
    ...citeFact(
      index,
      'its next incarnation joins',
      joins.find(({ atMs, instance }) => atMs >= (lost?.atMs ?? Infinity) && instance !== lost?.instance),
    ),
  ];
};

/** The evidence for the checks of tasks and slaves that need no faults, by check id. */
export const TASK_EVIDENCE: Readonly<Record<string, EvidenceSelector>> = {
  fields,
  'all-finish': allFinish,
  'one-success': oneSuccess,
  'whole-sleep': wholeSleep,
  'one-at-a-time': oneAtATime,
  'join-leave': joinLeave,
};
