import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryData, type MemoryData } from '../../src/store/memory-data.ts';
import { assignedTo, leadershipOf } from './observations.ts';
import { newDocument, startLeader, type ScriptedMaster } from './scripted-master.ts';

/** Returns a database with tasks in state created. */
function dataWith(...taskIds: readonly string[]): MemoryData {
  const data = createMemoryData();
  for (const taskId of taskIds) data.tasks.set(taskId, newDocument(taskId));
  return data;
}

/** Returns the numbers of placements of each task, according to the ledger. */
function placementsIn(master: ScriptedMaster): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [, taskId = ''] of master.ledger().matchAll(/task\.placed (\w+)#/g))
    counts.set(taskId, (counts.get(taskId) ?? 0) + 1);
  return counts;
}

/** Returns the states of tasks in the documents. */
function statesIn({ tasks }: MemoryData): Record<string, unknown> {
  return Object.fromEntries([...tasks.values()].map(({ taskId, state }) => [taskId, state]));
}

/** Lets a slave join. Returns the attempt that it is assigned within a second, if any. */
function join(master: ScriptedMaster, name: string): string | undefined {
  return assignedTo(name, [...master.play(`${name} → register`), ...master.play('1000 ms pass')]);
}

/** Lets a slave join, run what it is assigned as long as that is short, and die with the first long task. */
function liveAndDie(master: ScriptedMaster, name: string): void {
  for (let attempt = join(master, name); attempt !== undefined;) {
    master.play(`${name} → started ${attempt}`);
    if (attempt.startsWith('long')) break;
    attempt = assignedTo(name, [...master.play(`${name} → finished ${attempt}`), ...master.play('1000 ms pass')]);
  }
  master.play(`${name} disconnects`);
  master.play('1000 ms pass');
}

describe('tasks that outlive every slave', () => {
  test('take turns with tasks that were never placed', () => {
    const data = dataWith('long1', 'long2', 'short1', 'short2', 'short3');
    const master = startLeader({ data, holds: [] });
    master.expect(`
      slave1 → register
        master → slave1: welcome, epoch 1
        master → slave1: assign long1#1
      slave1 → started long1#1
      slave1 disconnects
      slave2 → register
        master → slave2: welcome, epoch 1
        master → slave2: assign long1#2
      slave2 → started long1#2
      slave2 disconnects
      slave3 → register
        master → slave3: welcome, epoch 1
        master → slave3: assign long2#1
      slave3 → started long2#1
      slave3 disconnects
      slave4 → register
        master → slave4: welcome, epoch 1
        master → slave4: assign long1#3
      slave4 → started long1#3
      slave4 disconnects
      slave5 → register
        master → slave5: welcome, epoch 1
        master → slave5: assign short1#1
      slave5 → finished short1#1
        master → slave5: acknowledge short1#1
        master → slave5: assign long2#2
      slave5 → started long2#2
      slave5 disconnects
      slave6 → register
        master → slave6: welcome, epoch 1
        master → slave6: assign short2#1
      slave6 → finished short2#1
        master → slave6: acknowledge short2#1
        master → slave6: assign long1#4
    `);
  });

  test('leave every other task a slave, in one epoch', () => {
    const data = dataWith('long1', 'long2', 'short1', 'short2', 'short3');
    // The slaves of this test run only what they are assigned first.
    const master = startLeader({ data, holds: [], config: { prefetch: 0 } });
    for (let life = 1; life <= 8; life += 1) liveAndDie(master, `slave1/${life}`);
    const { long1, long2, ...others } = statesIn(data);
    assert.deepEqual([long1, long2], ['killed', 'killed']);
    assert.deepEqual(others, { short1: 'success', short2: 'success', short3: 'success' });
  });

  test('leave every other task a slave, even if each epoch ends with its first placement', () => {
    const data = dataWith('long1', 'long2', 'short1', 'short2');
    let master = startLeader({ data, holds: [] });
    for (let epoch = 1; epoch <= 16; epoch += 1) {
      const attempt = join(master, `slave1/${epoch}`) ?? '';
      if (attempt.startsWith('short')) master.play(`slave1/${epoch} → finished ${attempt}`);
      else master.play(`slave1/${epoch} → started ${attempt}`);
      master.play(`slave1/${epoch} disconnects`);
      // Its successor reads the documents, since nothing else is left.
      master.given('');
      master = startLeader({ data, holds: [] });
    }
    const { short1, short2 } = statesIn(data);
    assert.deepEqual([short1, short2], ['success', 'success']);
    const placements = placementsIn(master);
    const difference = (placements.get('long1') ?? 0) - (placements.get('long2') ?? 0);
    assert.ok(Math.abs(difference) <= 1, `long tasks differ by ${difference} placements: the least tried is first`);
  });
});

describe('a task that is killed while the window of retries is full', () => {
  test('leaves the memory, and is placed again in its turn', () => {
    const data = dataWith('t1', 't2', 't3', 't4');
    const master = startLeader({ data, holds: [], config: { pageSize: 4 } });
    for (const slave of ['slave1', 'slave2', 'slave3', 'slave4']) master.play(`${slave} → register`);
    master.play('1000 ms pass');
    for (const [index, slave] of ['slave1', 'slave2', 'slave3', 'slave4'].entries()) {
      master.play(`${slave} → started t${index + 1}#1`);
      master.play(`${slave} disconnects`);
    }
    master.play('200 ms pass');
    const { readyQueue, tasks } = leadershipOf(master);
    assert.deepEqual([...readyQueue.retries], ['t1', 't2']);
    assert.deepEqual([...tasks.keys()], ['t1', 't2'], 't3 and t4 are read again later');
    for (let slave = 5; slave <= 8; slave += 1) {
      master.play(`slave${slave} → register`);
      master.play('2000 ms pass');
    }
    assert.deepEqual(
      [...placementsIn(master)].map(([taskId, count]) => `${taskId} ${count}`),
      ['t1 2', 't2 2', 't3 2', 't4 2'],
    );
  });

  test('is not kept waiting by others that are killed repeatedly', () => {
    const data = dataWith();
    for (let index = 1; index <= 9; index += 1)
      data.tasks.set(`t${index}`, { ...newDocument(`t${index}`), state: 'killed', attempt: 1, rev: 1 });
    const master = startLeader({ data, holds: [], config: { pageSize: 2 } });
    for (let life = 1; life <= 40; life += 1) {
      master.play(`slave1/${life} → started ${join(master, `slave1/${life}`) ?? ''}`);
      master.play(`slave1/${life} disconnects`);
      master.play('1000 ms pass');
    }
    assert.equal(placementsIn(master).size, 9, master.ledger());
  });
});

describe('an endless stream of new tasks', () => {
  for (const [where, newId] of [
    ['before all others', (index: number) => `a${9_999 - index}`],
    ['after all others', (index: number) => `z${index}`],
  ] as const)
    test(`with identifiers that sort ${where} does not keep a task waiting`, () => {
      const data = dataWith('m1', 'm2', 'm3', 'm4', 'm5', 'm6');
      const master = startLeader({ data, holds: [], config: { pageSize: 2 } });
      let lines = [...master.play('slave1 → register')];
      for (let index = 1_000; index < 1_040; index += 1) {
        // A document in front of the cursor, as if a user had repaired it.
        if (index === 1_005) data.tasks.set('b1', newDocument('b1'));
        lines.push(...master.play(`inserted: ${newId(2 * index)} ${newId(2 * index + 1)}`));
        const attempt = assignedTo('slave1', lines);
        lines = [];
        if (attempt !== undefined) lines.push(...master.play(`slave1 → finished ${attempt}`));
        lines.push(...master.play('200 ms pass'));
      }
      const placed = placementsIn(master);
      for (const taskId of ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'b1'])
        assert.equal(placed.get(taskId), 1, `${taskId}: ${[...placed.keys()].join(' ')}`);
    });
});
