import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TaskFact } from '../../src/core/ledger/facts.ts';
import { applyFact, IllegalTransition, newTask, TASK_STATES, type Task } from '../../src/core/ledger/transitions.ts';

const ENTRY = { epoch: 7, atMs: 1_000 };

const PLACEMENT = { task: 't1', taskname: 'one', attempt: 3, host: 'slave1', instance: 'a' };

/** One fact of each kind. A placement fits a task that was placed twice before, the others one placed three times. */
const FACTS: Record<TaskFact['kind'], TaskFact> = {
  'task.placed': { kind: 'task.placed', ...PLACEMENT },
  'task.running': { kind: 'task.running', ...PLACEMENT },
  'task.success': { kind: 'task.success', ...PLACEMENT },
  'task.killed': { kind: 'task.killed', ...PLACEMENT, reason: 'r' },
  'task.returned': { kind: 'task.returned', ...PLACEMENT, reason: 'r' },
  'task.adopted': { kind: 'task.adopted', task: 't1', taskname: 'one', attempt: 2, reason: 'r' },
  'task.failed': { kind: 'task.failed', ...PLACEMENT, reason: 'r', failures: 1, retryAtMs: 9 },
  'task.parked': { kind: 'task.parked', task: 't1', taskname: 'one', reason: 'r' },
  'task.cancelled': { kind: 'task.cancelled', task: 't1', taskname: 'one', reason: 'r' },
  'task.released': { kind: 'task.released', task: 't1', taskname: 'one' },
};

function taskIn(state: Task['state'], mark?: string): Task {
  const assigned = mark === 'assigned';
  return {
    ...newTask(),
    state,
    attempt: assigned ? 3 : 2,
    host: 'slave1',
    assignment: assigned ? { host: 'slave1', instance: 'a', epoch: 6, atMs: 1 } : null,
    parked: mark === 'parked' ? { reason: 'odd', atMs: 1 } : null,
  };
}

/** Returns the state after a fact, and whether the task is then assigned or parked; `·` if the fact is illegal. */
function outcome(task: Task, fact: TaskFact): string {
  try {
    applyFact(task, fact, ENTRY);
  } catch (error) {
    if (error instanceof IllegalTransition) return '·';
    throw error;
  }
  return `${task.state}${task.assignment === null ? '' : ' assigned'}${task.parked === null ? '' : ' parked'}`;
}

/** The complete table. A dot is an illegal transition. */
const TABLE = `
from             | task.placed      | task.running     | task.success | task.killed | task.returned | task.adopted | task.failed | task.parked    | task.cancelled | task.released
created          | created assigned | ·                | ·            | ·           | ·             | killed       | ·           | created parked | created parked | ·
created assigned | ·                | running assigned | success      | ·           | created       | ·            | killed      | ·              | ·              | ·
running          | ·                | ·                | ·            | ·           | ·             | ·            | ·           | ·              | ·              | ·
running assigned | ·                | ·                | success      | killed      | ·             | ·            | killed      | ·              | ·              | ·
killed           | killed assigned  | ·                | ·            | ·           | ·             | killed       | ·           | killed parked  | killed parked  | ·
killed assigned  | ·                | running assigned | success      | ·           | killed        | ·            | killed      | ·              | ·              | ·
success          | ·                | ·                | ·            | ·           | ·             | ·            | ·           | ·              | ·              | ·
success assigned | ·                | ·                | ·            | ·           | ·             | ·            | ·           | ·              | ·              | ·
created parked   | created assigned | ·                | ·            | ·           | ·             | killed       | ·           | created parked | created parked | created
killed parked    | killed assigned  | ·                | ·            | ·           | ·             | killed       | ·           | killed parked  | killed parked  | killed
`;

describe('the transition table', () => {
  const [header = [], ...rows] = TABLE.trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const kinds = header.slice(1) as TaskFact['kind'][];

  for (const [from = '', ...cells] of rows)
    test(`allows from ${from} exactly what this table lists`, () => {
      const [state, mark] = from.split(' ');
      const outcomes = kinds.map((kind) => outcome(taskIn(state as Task['state'], mark), FACTS[kind]));
      assert.deepEqual(outcomes, cells);
    });

  test('covers every state, with and without an assignment, parked where that is possible, and every fact', () => {
    assert.equal(rows.length, 2 * TASK_STATES.length + 2);
    assert.deepEqual(kinds, Object.keys(FACTS));
  });
});

function assertIllegal(task: Task, fact: TaskFact, message: RegExp): void {
  assert.throws(() => applyFact(task, fact, ENTRY), { name: 'IllegalTransition', message });
}

describe('a fact is illegal', () => {
  test('if it is a placement that skips or repeats an attempt number', () => {
    for (const attempt of [0, 1, 2, 4, 2.5, Number.NaN])
      assertIllegal(taskIn('created'), { ...FACTS['task.placed'], attempt } as TaskFact, /expected 3/);
  });

  test('if it is about an attempt that is not the current one', () => {
    for (const kind of ['task.running', 'task.success', 'task.returned'] as const)
      for (const attempt of [2, 4])
        assertIllegal(taskIn('created', 'assigned'), { ...FACTS[kind], attempt } as TaskFact, /expected 3/);
  });

  test('if it is an adoption that goes back behind an attempt', () => {
    const adopted = { ...FACTS['task.adopted'], attempt: 1 } as TaskFact;
    assertIllegal(taskIn('killed'), adopted, /attempt 1 is before its attempt 2/);
  });

  test('if it is about another slave, or another incarnation of the slave', () => {
    const success = FACTS['task.success'];
    assertIllegal(
      taskIn('running', 'assigned'),
      { ...success, host: 'slave2' } as TaskFact,
      /assigned to slave1 \(a\)/,
    );
    assertIllegal(taskIn('running', 'assigned'), { ...success, instance: 'b' } as TaskFact, /assigned to slave1 \(a\)/);
  });
});

describe('an illegal fact', () => {
  test('does not change the task', () => {
    const task = taskIn('success');
    const before = structuredClone(task);
    assert.throws(() => applyFact(task, FACTS['task.placed'], ENTRY));
    assert.deepEqual(task, before);
  });
});

describe('an adoption', () => {
  test('replaces whatever was known of the task', () => {
    const task = newTask();
    applyFact(task, { ...FACTS['task.adopted'], attempt: 7 } as TaskFact, ENTRY);
    assert.deepEqual(task, { ...newTask(), state: 'killed', attempt: 7 });
  });

  test('leaves a task without attempts as it was created', () => {
    const task = newTask();
    applyFact(task, { ...FACTS['task.adopted'], attempt: 0 } as TaskFact, ENTRY);
    assert.deepEqual(task, newTask());
  });
});

describe('a placement', () => {
  test('sets the responsible slave, the time and the epoch', () => {
    const task = taskIn('killed');
    applyFact(task, { ...FACTS['task.placed'], host: 'slave9', instance: 'z' } as TaskFact, ENTRY);
    assert.deepEqual(task.assignment, { host: 'slave9', instance: 'z', epoch: 7, atMs: 1_000 });
    assert.deepEqual([task.host, task.attempt, task.state], ['slave9', 3, 'killed']);
  });

  test('clears the field parked of a task that was repaired', () => {
    const task = taskIn('created');
    applyFact(task, FACTS['task.parked'], ENTRY);
    assert.deepEqual(task.parked, { reason: 'r', atMs: 1_000 });
    applyFact(task, FACTS['task.placed'], ENTRY);
    assert.equal(task.parked, null);
  });

  test('leaves its host and attempt in the task when it ends', () => {
    const task = taskIn('running', 'assigned');
    applyFact(task, FACTS['task.killed'], ENTRY);
    assert.deepEqual([task.host, task.attempt, task.assignment], ['slave1', 3, null]);
  });
});
