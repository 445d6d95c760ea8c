import { successOf } from '@steadfast/checker/task-histories';
import { ENTRY_FILES } from '@steadfast/checker/entries-text';
import { attemptKey } from './evidence-index.ts';
import {
  findReruns,
  longestExecution,
  show,
  showDocument,
  showEnd,
  showFact,
  showStart,
  sleptText,
  type Chooser,
} from './cite.ts';

const fields: Chooser = (archive) => {
  const [document] = archive.run.evidence.documents;
  return [
    ...show('as it was seeded: no host yet', archive.seededPlace(document?.taskId ?? '')),
    ...showDocument(archive, 'the same task in MongoDB at the end', document),
  ];
};

const allFinish: Chooser = (archive) => {
  const { facts, documents, evidence } = archive.run;
  const last = facts.findLast(({ kind }) => kind === 'task.success');
  const document = documents.get(last?.task ?? '');
  return [
    ...(evidence.documents.length === 0 ? [] : show('how many there are', { file: ENTRY_FILES.tasks, line: 1 })),
    ...showFact(archive, 'the last of them to finish', last),
    ...showDocument(archive, 'its document', document),
  ];
};

const oneSuccess: Chooser = (archive) => {
  const { run, slaveLine } = archive;
  const story = findReruns(run)[0]?.story ?? run.stories.values().next().value;
  const success = story === undefined ? undefined : successOf(story);
  if (story === undefined || success === undefined) return [];
  return [
    ...showFact(archive, `${story.taskname} was placed ${story.attempts.size} times; its only success`, success),
    ...show('its slave is told', slaveLine('task.success', attemptKey(story.taskId, success.attempt))),
  ];
};

const wholeSleep: Chooser = (archive) => {
  const longest = longestExecution(archive.run);
  return [
    ...show('the longest that ran: what it must sleep', archive.seededPlace(longest?.taskId ?? '')),
    ...showStart('it begins', longest),
    ...showEnd(`it has slept ${longest === undefined ? '' : sleptText(longest)}`, longest),
  ];
};

const oneAtATime: Chooser = ({ run }) => {
  const [first, second, third] = run.executions.byInstance.values().find((life) => life.length > 2) ?? [];
  return [
    ...showEnd('one task ends', first),
    ...showStart('only then the next begins, on the same slave', second),
    ...showEnd('that ends', second),
    ...showStart('and only then the next', third),
  ];
};

const joinLeave: Chooser = (archive) => {
  const { facts } = archive.run;
  const lost = facts.find(({ kind }) => kind === 'slave.lost');
  const ofHost = facts.filter(
    ({ kind, host }) => kind === 'slave.joined' && (lost === undefined || host === lost.host),
  );
  return [
    ...showFact(archive, 'a slave joins', ofHost[0]),
    ...showFact(archive, 'it is lost', lost),
    ...showFact(
      archive,
      'its next life joins',
      ofHost.find(({ atMs, instance }) => atMs >= (lost?.atMs ?? Infinity) && instance !== lost?.instance),
    ),
  ];
};

/** What shows the claims about tasks and slaves that hold without any fault, by the identifier of the claim. */
export const TASK_EXHIBITS: Readonly<Record<string, Chooser>> = {
  fields,
  'all-finish': allFinish,
  'one-success': oneSuccess,
  'whole-sleep': wholeSleep,
  'one-at-a-time': oneAtATime,
  'join-leave': joinLeave,
};
