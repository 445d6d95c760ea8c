import { TASK_STATES } from '@steadfast/master/core/ledger/transitions';
import type { Check } from '../check.ts';
import type { TaskDocument } from '../evidence.ts';
import type { Run } from '../run.ts';
import { joinViolations, listViolations, type ViolationList } from '../violations.ts';
import { count } from '../format.ts';

function nameDocument({ taskname, taskId }: TaskDocument): string {
  return `${taskname ?? 'a task'} [${taskId}]`;
}

function isState(state: string | undefined): boolean {
  return TASK_STATES.some((known) => known === state);
}

function checkShape(document: TaskDocument, found: ViolationList): void {
  const { taskname, sleeptime, state, host, attempt = 0, odd } = document;
  const say = (what: string): void => found.add(`${nameDocument(document)}: ${what}`);
  if (!isState(state)) say(`its state is ${JSON.stringify(state)}, which is none of ${TASK_STATES.join(', ')}`);
  if (document.parked !== undefined) return;
  if (taskname === undefined || taskname === '') say('it has no taskname');
  if (sleeptime === undefined || sleeptime < 0) say('it has no valid sleeptime');
  if ((host !== undefined) !== attempt > 0) say(`it was placed ${attempt} times, but host is ${JSON.stringify(host)}`);
  for (const [field, value] of Object.entries(odd))
    say(`field ${field} is not expected, or of the wrong type: ${value}`);
}

function checkSeeded({ evidence, documents }: Run, found: ViolationList): void {
  for (const { taskId, taskname, sleeptime } of evidence.seeded ?? []) {
    const document = documents.get(taskId);
    if (document === undefined) found.add(`${taskname} [${taskId}] was seeded, but is not in MongoDB`);
    else if (document.taskname !== taskname || document.sleeptime !== sleeptime)
      found.add(
        `${nameDocument(document)} was seeded as ${taskname} with sleeptime ${sleeptime}, but has sleeptime ${document.sleeptime}`,
      );
  }
}

/** The documents have the fields and the states that the user named. */
export const FIELDS: Check = {
  id: 'fields',
  section: 'asked',
  title: 'Tasks have taskname, sleeptime, state and host; the states are the four',
  how: 'every document in MongoDB is looked at, and compared with what was seeded where that was written down',
  evaluate: (run) => {
    const found = listViolations();
    for (const document of run.documents.values()) checkShape(document, found);
    checkSeeded(run, found);
    const seeded = run.evidence.seeded === undefined ? '' : `, ${run.evidence.seeded.length} seeded`;
    return {
      exercised: run.documents.size > 0,
      observed: `${count(run.documents.size, 'document')}${seeded}`,
      violations: found.result(),
    };
  },
};

/** Every task finishes. */
export const ALL_FINISH: Check = {
  id: 'all-finish',
  section: 'asked',
  title: 'All tasks finish: their final state in MongoDB is success',
  how: 'the state of every document, and the ledger has a task.success for each',
  evaluate: ({ documents, stories }, { settled, parkedAllowed }) => {
    const found = listViolations();
    let successes = 0;
    let parked = 0;
    for (const document of documents.values()) {
      const isParked = document.parked !== undefined && parkedAllowed;
      if (document.state === 'success') successes += 1;
      else if (isParked) parked += 1;
      else if (settled) found.add(`${nameDocument(document)}: its state is ${document.state}`);
      const recorded = stories.get(document.taskId)?.facts.some(({ kind }) => kind === 'task.success') === true;
      if (document.state === 'success' && !recorded)
        found.add(`${nameDocument(document)}: its state is success, but no task.success is in the ledger`);
    }
    const parkedFigure = parked === 0 ? '' : `, ${parked} parked`;
    return {
      exercised: documents.size > 0,
      observed: `${successes} of ${count(documents.size, 'task')}${parkedFigure}`,
      violations: found.result(),
    };
  },
};

/** No task succeeds twice. */
export const ONE_SUCCESS: Check = {
  id: 'one-success',
  section: 'asked',
  title: 'Each task succeeds once',
  how: 'the task.success facts of each task in the ledger, and the acknowledgements that slaves logged',
  evaluate: ({ facts, lives, evidence, reading }) => {
    const found = listViolations();
    const successes = facts.filter(({ kind }) => kind === 'task.success').length;
    const acknowledged = new Map<string, number>();
    for (const line of evidence.log) {
      const { event, taskId, attempt, task } = line;
      if (event !== 'task.success' || lives.ofLine.get(line)?.role !== 'slave') continue;
      if (taskId === undefined || attempt === undefined) continue;
      const other = acknowledged.get(taskId) ?? attempt;
      if (other !== attempt)
        found.add(
          `${task ?? ''} [${taskId}]: attempts ${other} and ${attempt} were acknowledged (${line.file}:${line.line})`,
        );
      acknowledged.set(taskId, attempt);
    }
    return {
      exercised: successes > 0,
      observed: count(successes, 'success', 'successes'),
      violations: joinViolations([reading.broken('one-success'), found.result()]),
    };
  },
};
