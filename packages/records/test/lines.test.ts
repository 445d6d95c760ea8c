import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CHAOS_ACTIONS,
  formatChaosLine,
  formatJournalLine,
  formatCompleteLogLine,
  formatLogLine,
  formatSeededLine,
  parseChaosLine,
  parseJournalLine,
  parseLogLine,
  parseSeededLine,
  type JournalLine,
} from '../src/index.ts';

const AT_MS = Date.parse('2026-03-01T12:00:00.000Z');

const STARTED: JournalLine = {
  event: 'started',
  taskId: '65f0',
  taskname: 'task7',
  attempt: 1,
  nonce: 'n1',
  host: 'slave1',
  instance: '4f2a',
  pid: 7,
  atMs: AT_MS,
  monotonicMs: 10.5,
};

describe('a log line', () => {
  test('escapes what is invisible, reverses text or controls a terminal, and is read back unchanged', () => {
    for (const code of [
      0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x200b, 0x200f, 0x2028, 0x202e, 0x2066, 0x2069, 0xfeff, 0xe0041,
    ]) {
      const task = `a${String.fromCodePoint(code)}b`;
      const line = formatLogLine('info', task, { event: 'task.placed', task }, AT_MS);
      assert.match(line, /^[\x20-\x7e]+$/, code.toString(16));
      const parsed = parseLogLine(line);
      assert.ok(parsed.ok);
      assert.deepEqual([parsed.value.message, parsed.value.task], [task, task]);
    }
  });

  test('has timestamp, level and message first when it is formatted', () => {
    assert.equal(
      formatLogLine('info', 'slave1 joined', { event: 'slave.joined', host: 'slave1' }, AT_MS),
      '{"timestamp":"2026-03-01T12:00:00.000Z","level":"info","message":"slave1 joined","event":"slave.joined","host":"slave1"}',
    );
  });

  test('is parsed with the fields that apply; fields of the wrong type and unknown fields are left out', () => {
    const fields = { event: 'task.success', taskId: '65f0', attempt: '1', replayed: true, sleptMs: 5 };
    assert.deepEqual(parseLogLine(formatLogLine('info', 'done', fields, AT_MS)), {
      ok: true,
      value: { atMs: AT_MS, level: 'info', message: 'done', event: 'task.success', taskId: '65f0', replayed: true },
    });
  });

  test('is rejected without a timestamp, a known level, a message or an event', () => {
    const whole = { timestamp: '2026-03-01T12:00:00.000Z', level: 'info', message: 'm', event: 'e' };
    assert.equal(parseLogLine(JSON.stringify(whole)).ok, true);
    for (const [field, value] of [
      ['timestamp', 'yesterday'],
      ['level', 'loud'],
      ['message', undefined],
      ['event', 7],
    ] as const)
      assert.deepEqual(parseLogLine(JSON.stringify({ ...whole, [field]: value })), {
        ok: false,
        reason: `${field} is missing or of the wrong type`,
      });
  });
});

describe('a journal line', () => {
  test('is the same after formatting and parsing', () => {
    for (const line of [STARTED, { ...STARTED, event: 'finished', sleptMs: 2_000 } as const])
      assert.deepEqual(parseJournalLine(formatJournalLine(line)), { ok: true, value: line });
  });

  test('has its fields in a fixed order in the file', () => {
    assert.equal(
      formatJournalLine({ ...STARTED, event: 'aborted', sleptMs: 3 }),
      '{"event":"aborted","taskId":"65f0","taskname":"task7","attempt":1,"nonce":"n1","host":"slave1","instance":"4f2a","pid":7,"at":"2026-03-01T12:00:00.000Z","monotonicMs":10.5,"sleptMs":3}',
    );
  });

  test('is rejected with an unknown event, without a field, and at the end of an execution without sleptMs', () => {
    const text = formatJournalLine(STARTED);
    assert.deepEqual(parseJournalLine(text.replace('started', 'paused')), { ok: false, reason: 'event is "paused"' });
    assert.deepEqual(parseJournalLine(text.replace('"pid":7,', '')), {
      ok: false,
      reason: 'pid is missing or of the wrong type',
    });
    assert.deepEqual(parseJournalLine(text.replace('started', 'finished')), {
      ok: false,
      reason: 'sleptMs is missing or of the wrong type',
    });
  });
});

describe('a line of the chaos record', () => {
  test('is the same after formatting and parsing, for every action', () => {
    for (const action of CHAOS_ACTIONS)
      for (const line of [
        { atMs: AT_MS, action, target: 'slave1' },
        { atMs: AT_MS, action, target: 'slave1', signal: 'SIGKILL', pid: 7, forMs: 1_200 },
      ])
        assert.deepEqual(parseChaosLine(formatChaosLine(line)), { ok: true, value: line });
  });

  test('is rejected with an unknown action or without a target', () => {
    const at = '2026-03-01T12:00:00.000Z';
    assert.deepEqual(parseChaosLine(JSON.stringify({ at, action: 'tickle', target: 'slave1' })), {
      ok: false,
      reason: 'action is missing or of the wrong type',
    });
    assert.equal(parseChaosLine(JSON.stringify({ at, action: 'kill' })).ok, false);
  });
});

describe('a line of the list of seeded tasks', () => {
  test('is the same after formatting and parsing', () => {
    const task = { taskId: '65f0', taskname: 'task7', sleeptime: 2.5 };
    assert.deepEqual(parseSeededLine(formatSeededLine(task)), { ok: true, value: task });
  });
});

describe('every kind of line', () => {
  test('is rejected where it is cut short, or not an object', () => {
    for (const parse of [parseLogLine, parseJournalLine, parseChaosLine, parseSeededLine]) {
      assert.deepEqual(parse('{"timestamp":"2026-03'), { ok: false, reason: 'not JSON' });
      assert.deepEqual(parse('[1]'), { ok: false, reason: 'not an object' });
      assert.deepEqual(parse('null'), { ok: false, reason: 'not an object' });
    }
  });
});

test('a complete log line is formatted like one in parts, at whatever time', () => {
  const fields = { event: 'task.placed', task: 'a\u202eb', attempt: 1, epoch: undefined };
  for (const atMs of [AT_MS, AT_MS, AT_MS + 1, AT_MS])
    assert.equal(
      formatCompleteLogLine({ level: 'info', message: 'm', ...fields }, atMs),
      formatLogLine('info', 'm', fields, atMs),
    );
});
