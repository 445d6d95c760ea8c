import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { ObjectId } from 'mongodb';
import type { Damage } from '../src/evidence/evidence.ts';
import { parseLedgerEntry, parseTaskDocument, taskIdText } from '../src/evidence/parse-documents.ts';
import { readChaos, readFolder } from '../src/evidence/read-folder.ts';

const STARTED =
  '{"event":"started","taskId":"a","taskname":"task1","attempt":1,"nonce":"n1","host":"slave1","instance":"i","pid":7,"at":"2026-03-01T12:00:00.000Z","monotonicMs":10.5}';
const FINISHED = STARTED.replace('started', 'finished').replace('}', ',"sleptMs":1000}');
const LOGGED =
  '{"timestamp":"2026-03-01T12:00:00.000Z","level":"info","message":"m","event":"process.started","role":"slave","pid":7}';

/** Reads a folder with these files, and removes it. */
async function readFiles(files: Record<string, string>) {
  const directory = await mkdtemp(join(tmpdir(), 'steadfast-checker-'));
  const damage: Damage[] = [];
  try {
    for (const [file, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await writeFile(join(directory, file), content);
    }
    return { ...(await readFolder(directory, damage)), chaos: await readChaos(directory, damage), damage };
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe('readFolder', () => {
  test('reads renamed logs in the order in which they were written, before the present one', async () => {
    const files = ['master1.log.2', 'master1.log.10', 'master1.log', 'master1.log.1', 'slave1.log', 'mongod.log.1'];
    const { log, damage } = await readFiles(Object.fromEntries(files.map((file) => [file, `${LOGGED}\n`])));
    assert.deepEqual(
      log.map(({ file }) => file),
      ['master1.log.10', 'master1.log.2', 'master1.log.1', 'master1.log', 'slave1.log'],
    );
    assert.deepEqual(damage, []);
  });

  test('reads journals, logs, the chaos record and the seeded tasks, with the place of each line', async () => {
    const { journal, log, chaos, seeded, damage } = await readFiles({
      'slave1.journal.jsonl': `${STARTED}\n${FINISHED}\n`,
      'slaves/slave2.log': `${LOGGED}\n`,
      'mongod.log': 'another format\n',
      'notes.txt': 'not evidence\n',
      'chaos.jsonl': '{"at":"2026-03-01T12:00:01.000Z","action":"kill","target":"slave1","signal":"SIGKILL","pid":7}\n',
      'seeded.jsonl': '{"taskId":"a","taskname":"task1","sleeptime":1}\n',
    });
    assert.deepEqual(damage, []);
    assert.deepEqual(
      journal.map(({ event, file, line, sleptMs }) => ({ event, file, line, sleptMs })),
      [
        { event: 'started', file: 'slave1.journal.jsonl', line: 1, sleptMs: undefined },
        { event: 'finished', file: 'slave1.journal.jsonl', line: 2, sleptMs: 1_000 },
      ],
    );
    assert.equal(log[0]?.file, join('slaves', 'slave2.log'));
    assert.equal(log[0]?.atMs, Date.parse('2026-03-01T12:00:00.000Z'));
    assert.equal(chaos?.[0]?.action, 'kill');
    assert.deepEqual(seeded, [{ taskId: 'a', taskname: 'task1', sleeptime: 1 }]);
  });

  test('returns no chaos record and no seeded tasks when their files do not exist', async () => {
    const { chaos, seeded } = await readFiles({ 'slave1.log': `${LOGGED}\n` });
    assert.equal(chaos, undefined);
    assert.equal(seeded, undefined);
  });

  test('tells an unfinished last line, which a killed process leaves, from other torn lines', async () => {
    const torn = STARTED.slice(0, 40);
    const { damage, journal } = await readFiles({
      'slave1.journal.jsonl': `${STARTED}\n${torn}`,
      'slave2.journal.jsonl': `${torn}\n${STARTED}\n`,
      'slave3.journal.jsonl': `${STARTED}\n${torn}\n`,
    });
    assert.equal(journal.length, 3);
    assert.deepEqual(
      damage.map(({ file, line, tornEnd }) => ({ file, line, tornEnd })),
      [
        { file: 'slave1.journal.jsonl', line: 2, tornEnd: true },
        { file: 'slave2.journal.jsonl', line: 1, tornEnd: false },
        { file: 'slave3.journal.jsonl', line: 2, tornEnd: false },
      ],
    );
  });

  test('reports a line without a required field as damaged', async () => {
    const { damage } = await readFiles({ 'slave1.journal.jsonl': `${FINISHED.replace('"sleptMs":1000', '"x":1')}\n` });
    assert.match(damage[0]?.reason ?? '', /sleptMs is missing/);
  });
});

describe('taskIdText', () => {
  test('formats an ObjectId as its digits, and anything else as extended JSON', () => {
    assert.equal(taskIdText(ObjectId.createFromHexString('65f0c0ffee65f0c0ffee65f0')), '65f0c0ffee65f0c0ffee65f0');
    assert.equal(taskIdText('task'), '"task"');
    assert.equal(taskIdText(5), '{"$numberInt":"5"}');
  });
});

describe('parseTaskDocument', () => {
  test('separates fields of the wrong type, and unknown ones, from valid fields', () => {
    const at = new Date('2026-03-01T12:00:00.000Z');
    const document = parseTaskDocument({
      _id: 't',
      taskname: 'task1',
      sleeptime: '2',
      state: 'created',
      priority: 9,
      assignment: { host: 'slave1', instance: 'i', epoch: 1, at },
      history: [{ event: 'task.placed', at, epoch: 1, host: 'slave1', attempt: 1 }],
    });
    assert.deepEqual(document, {
      taskId: '"t"',
      taskname: 'task1',
      state: 'created',
      assignment: { host: 'slave1', instance: 'i', epoch: 1, atMs: at.getTime() },
      history: [{ event: 'task.placed', atMs: at.getTime(), epoch: 1, host: 'slave1', attempt: 1 }],
      odd: { sleeptime: '"2"', priority: '9' },
    });
  });
});

test('parseTaskDocument keeps only the beginning of a large value', () => {
  const { odd } = parseTaskDocument({ _id: 't', notes: 'x'.repeat(1_000_000) });
  assert.equal(odd['notes'], `"${'x'.repeat(999)}…`);
});

describe('parseLedgerEntry', () => {
  const entry = {
    _id: 1,
    epoch: 1,
    by: 'm',
    at: new Date(0),
    facts: [{ kind: 'task.placed', task: 'x', attempt: 1 }],
  };

  test('returns the entry with its facts', () => {
    assert.deepEqual(parseLedgerEntry(entry), {
      ok: true,
      value: {
        number: 1,
        epoch: 1,
        by: 'm',
        atMs: 0,
        facts: [{ kind: 'task.placed', task: '"x"', attempt: 1 }],
      },
    });
  });

  test('rejects an entry without facts, and a fact without a kind', () => {
    for (const [facts, reason] of [
      ['none', 'facts is missing or of the wrong type'],
      [[{}], 'kind is missing or of the wrong type'],
      [[7], 'a fact is not an object'],
    ] as const)
      assert.deepEqual(parseLedgerEntry({ ...entry, facts }), { ok: false, reason });
  });
});
