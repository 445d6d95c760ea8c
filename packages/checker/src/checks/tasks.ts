import { TASK_STATES } from '@steadfast/master/core/ledger/transitions';
import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import type { StoredDocument } from '../evidence/evidence.ts';
import { nameLine } from '../evidence/place.ts';
import { slaveLogLines } from '../run/incarnations.ts';
import type { IndexedRun } from '../run/run.ts';
import { successOf } from '../run/task-histories.ts';
import { createViolationList, mergeViolations, type ViolationList } from '../violations.ts';

function nameDocument({ taskname, taskId }: StoredDocument): string {
  return `${taskname ?? 'a task'} [${taskId}]`;
}

function isState(state: string | undefined): boolean {
  return TASK_STATES.some((known) => known === state);
}

function checkFields(document: StoredDocument, violations: ViolationList): void {
  const { taskname, sleeptime, state, host, attempt = 0, odd } = document;
  const add = (defect: string): void => violations.add(`${nameDocument(document)}: ${defect}`);
  if (!isState(state)) add(`its state is ${JSON.stringify(state)}, which is none of ${TASK_STATES.join(', ')}`);
  if (document.parked !== undefined) return;
  if (taskname === undefined || taskname === '') add('it has no taskname');
  if (sleeptime === undefined || sleeptime < 0) add('it has no valid sleeptime');
  if ((host !== undefined) !== attempt > 0) add(`it was placed ${attempt} times, but host is ${JSON.stringify(host)}`);
  for (const [field, value] of Object.entries(odd)) add(`field ${field} is unexpected, or of the wrong type: ${value}`);
}

function checkSeeded({ evidence, documents }: IndexedRun, violations: ViolationList): void {
  for (const { taskId, taskname, sleeptime } of evidence.seeded ?? []) {
    const document = documents.get(taskId);
    if (document === undefined) violations.add(`${taskname} [${taskId}] was seeded, but is not in MongoDB`);
    else if (document.taskname !== taskname || document.sleeptime !== sleeptime)
      violations.add(
        `${nameDocument(document)} was seeded as ${taskname} with sleeptime ${sleeptime}, but has sleeptime ${document.sleeptime}`,
      );
  }
}

/** Checks the documents from before the run: those that no master had seen yet have neither a host nor a history. */
function checkBefore({ evidence, documents }: IndexedRun, violations: ViolationList): void {
  const seeded = new Map(evidence.seeded?.map((task) => [task.taskId, task]));
  const before = new Map(evidence.before?.map((document) => [document.taskId, document]));
  for (const document of before.values()) {
    const { taskId, taskname, sleeptime, state, host, rev } = document;
    const add = (defect: string): void => violations.add(`${nameDocument(document)}: ${defect} before the run`);
    const final = documents.get(taskId);
    if (final === undefined) add('it is not in MongoDB any more, but was');
    else if (final.taskname !== taskname || final.sleeptime !== sleeptime)
      add(`it was ${taskname} with sleeptime ${sleeptime}`);
    const task = seeded.get(taskId);
    if (task !== undefined && (task.taskname !== taskname || task.sleeptime !== sleeptime))
      add(`it was seeded as ${task.taskname} with sleeptime ${task.sleeptime}, but was ${taskname} with ${sleeptime}`);
    if (rev === undefined && final?.parked === undefined && (state !== 'created' || host !== undefined))
      add(`no master had seen it, but it had state ${state} and host ${host ?? 'none'}`);
  }
  if (evidence.before === undefined) return;
  for (const { taskId, taskname } of seeded.values())
    if (!before.has(taskId))
      violations.add(`${taskname} [${taskId}] was seeded, but was not in MongoDB before the run`);
}

export const FIELDS: Check = {
  id: 'fields',
  section: 'requirement',
  title: 'Every task has taskname, sleeptime and host, and one of the four states',
  how: 'every document in MongoDB is inspected, and compared with the task as it was seeded, in state created and without a host, where that was recorded',
  evaluate: (run) => {
    const violations = createViolationList();
    for (const document of run.documents.values()) checkFields(document, violations);
    checkSeeded(run, violations);
    checkBefore(run, violations);
    const seeded = run.evidence.seeded === undefined ? '' : `, ${run.evidence.seeded.length} seeded`;
    return {
      exercised: run.documents.size > 0,
      observed: `${formatPlural(run.documents.size, 'document')}${seeded}`,
      violations: violations.result(),
    };
  },
};

export const ALL_FINISH: Check = {
  id: 'all-finish',
  section: 'requirement',
  title: 'Every task finishes: its final state in MongoDB is success',
  how: 'every document has the state success, and the ledger has a task.success for each',
  evaluate: ({ documents, taskHistories }, { settled, parkedAllowed }) => {
    const violations = createViolationList();
    let [successes, parked] = [0, 0];
    for (const document of documents.values()) {
      const isParked = document.parked !== undefined && parkedAllowed;
      if (document.state === 'success') successes += 1;
      else if (isParked) parked += 1;
      else if (settled) violations.add(`${nameDocument(document)}: its state is ${document.state}`);
      const history = taskHistories.get(document.taskId);
      const recorded = history !== undefined && successOf(history) !== undefined;
      if (document.state === 'success' && !recorded)
        violations.add(`${nameDocument(document)}: its state is success, but the ledger has no task.success`);
    }
    const parkedText = parked === 0 ? '' : `, ${parked} parked`;
    return {
      exercised: documents.size > 0,
      observed: `${successes} of ${formatPlural(documents.size, 'task')}${parkedText}`,
      violations: violations.result(),
    };
  },
};

export const ONE_SUCCESS: Check = {
  id: 'one-success',
  section: 'requirement',
  title: 'Every task succeeds exactly once',
  how: 'by the task.success facts of each task in the ledger, and the acknowledgements in the logs of slaves',
  evaluate: ({ facts, incarnations, evidence, records }) => {
    const violations = createViolationList();
    const successes = facts.filter(({ kind }) => kind === 'task.success').length;
    const acknowledged = new Map<string, number>();
    for (const line of slaveLogLines(evidence.log, incarnations, 'task.success')) {
      const { taskId, attempt, task } = line;
      if (taskId === undefined || attempt === undefined) continue;
      const other = acknowledged.get(taskId) ?? attempt;
      if (other !== attempt)
        violations.add(
          `${task ?? ''} [${taskId}]: attempts ${other} and ${attempt} were both acknowledged (${nameLine(line)})`,
        );
      acknowledged.set(taskId, attempt);
    }
    return {
      exercised: successes > 0,
      observed: formatPlural(successes, 'success', 'successes'),
      violations: mergeViolations([records.violationsOf('one-success'), violations.result()]),
    };
  },
};
