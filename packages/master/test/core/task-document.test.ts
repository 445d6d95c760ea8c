import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_SPEC } from '../../src/core/leader/task-spec.ts';
import { parseTask, type TaskDocument } from '../../src/core/leader/task-document.ts';

const SEEDED: TaskDocument = { taskId: 't1', taskname: 'one', sleeptime: 2, state: 'created' };

const ASSIGNMENT = { host: 'slave1', instance: 'a', epoch: 3, atMs: 1_000 };

function faultOf(fields: Partial<TaskDocument>): string {
  const parsed = parseTask({ ...SEEDED, ...fields });
  return parsed.valid ? 'none' : parsed.reason;
}

/** Values that are not a non-negative integer. */
const NOT_A_COUNT: readonly unknown[] = [
  '1',
  null,
  Number.NaN,
  Infinity,
  -1,
  1.5,
  true,
  [1],
  { $numberInt: '1' },
  2 ** 60,
];

/** How a task that sleeps for 2 s and says nothing else is to be run. */
const SLEEP_SPEC = { ...NO_SPEC, work: { kind: 'sleep', sleepSeconds: 2 } };

describe('parseTask', () => {
  test('accepts a document as the seed program inserts it', () => {
    const task = { taskId: 't1', taskname: 'one', ...SLEEP_SPEC, state: 'created', attempt: 0, failures: 0 };
    assert.deepEqual(parseTask(SEEDED), {
      valid: true,
      task: { ...task, host: null, assignment: null, rev: null },
    });
  });

  test('accepts a document as a master updates it', () => {
    const fields = { state: 'killed', host: 'slave1', attempt: 4, assignment: ASSIGNMENT, history: [{}], rev: 99 };
    const task = { taskId: 't1', taskname: 'one', ...SLEEP_SPEC, state: 'killed', attempt: 4, failures: 0 };
    assert.deepEqual(parseTask({ ...SEEDED, ...fields }), {
      valid: true,
      task: { ...task, host: 'slave1', assignment: ASSIGNMENT, rev: 99 },
    });
  });

  test('accepts sleep times from 0 to the maximum, fractional or not', () => {
    for (const sleeptime of [0, -0, 0.001, 1e-300, 60, 2_147_483]) assert.equal(faultOf({ sleeptime }), 'none');
  });

  test('rejects any other sleep time', () => {
    for (const sleeptime of [
      Number.NaN,
      -1,
      -0.001,
      Infinity,
      -Infinity,
      2_147_484,
      1e300,
      '60',
      null,
      undefined,
      [60],
      {},
      true,
      60n,
    ])
      assert.match(faultOf({ sleeptime }), /^sleeptime must be a number of seconds from 0 to 2147483$/);
  });

  test('rejects a taskname that is missing, empty or not a string', () => {
    for (const taskname of [undefined, null, '', 7, ['one'], { $gt: '' }, true])
      assert.equal(faultOf({ taskname }), 'taskname must be a non-empty string');
  });

  test('rejects a taskname that is too long for facts and log lines', () => {
    assert.equal(faultOf({ taskname: 'x'.repeat(200) }), 'none');
    for (const length of [201, 10_000])
      assert.match(faultOf({ taskname: 'x'.repeat(length) }), /at most 200 characters/);
  });

  test('rejects a taskname with control characters, which could break a line or control a terminal', () => {
    for (const character of ['\n', '\r', '\t', '\u0000', '\u001b', '\u007f', '\u009b'])
      assert.match(faultOf({ taskname: `one${character}two` }), /control characters/);
    assert.equal(faultOf({ taskname: 'Straße 日本 🚂' }), 'none');
  });

  test('rejects states that do not exist', () => {
    for (const state of ['Created', 'finished', '', null, undefined, 0, ['created'], { $ne: 'success' }])
      assert.match(faultOf({ state }), /^state must be one of created, running, killed, success$/);
  });

  test('rejects bookkeeping fields that no master can have written', () => {
    for (const value of NOT_A_COUNT) {
      assert.match(faultOf({ attempt: value }), /^attempt must be an integer from 0 to 4294967294$/);
      assert.match(faultOf({ rev: value }), /^rev must be an integer from 0 to 9007199254740991$/);
    }
    assert.match(faultOf({ attempt: 2 ** 32 - 1 }), /^attempt/, 'the next attempt must have a number, too');
    for (const history of ['long ago', 0, null, {}]) assert.equal(faultOf({ history }), 'history must be an array');
  });

  test('rejects incomplete assignments', () => {
    const refused = /^assignment must contain host, instance, epoch and at$/;
    for (const assignment of ['slave1', 7, null, [], {}]) assert.match(faultOf({ assignment }), refused);
    for (const name in ASSIGNMENT) assert.match(faultOf({ assignment: { ...ASSIGNMENT, [name]: undefined } }), refused);
  });

  test('rejects identifiers that are too long for messages', () => {
    assert.equal(faultOf({ taskId: 'x'.repeat(512) }), 'none');
    assert.match(faultOf({ taskId: 'x'.repeat(513) }), /^_id must have at most 512 characters$/);
  });

  test('ignores a host that is not a string, because it is only displayed', () => {
    const parsed = parseTask({ ...SEEDED, host: 7 });
    assert.equal(parsed.valid && parsed.task.host, null);
  });
});
