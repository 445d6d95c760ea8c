import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { collectEvidence } from '../src/evidence/collect.ts';
import { ENTRY_FILES } from '../src/evidence/entries/entry-files.ts';
import { formatFact, parseFactText, quoted, unquoted } from '../src/evidence/entries/fact-text.ts';
import { readEntries } from '../src/evidence/entries/read-entries.ts';
import { writeEntries } from '../src/evidence/entries/write-entries.ts';
import type { Damage, LedgerFact, StoredDocument } from '../src/evidence/evidence.ts';
import type { Draft } from './support/evidence-writer.ts';
import { runFolder } from './support/run-folder.ts';
import { quietRun, wholeRun } from './support/runs.ts';

const AT_MS = Date.parse('2026-03-01T12:00:00.123Z');

/** Texts that could be mistaken for something else. */
const TEXTS = [
  'task-1',
  '-',
  '',
  'a b',
  'a: b',
  'x/y',
  '"',
  '\\',
  'line\nbreak',
  '\u001b[2J',
  'separator\u2028',
  '\u009b2J\u202e\u{e0041}',
  '] attempt 2 on slave1',
  'ü',
  ' ',
];

async function folder(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'steadfast-entries-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes evidence as text and reads it back. */
async function roundTrip(context: TestContext, draft: Draft) {
  const directory = await folder(context);
  await writeEntries(draft, directory);
  const damage: Damage[] = [];
  return { ...(await readEntries(directory, damage)), damage };
}

/** Reads a file of entries after a line of it was replaced. Returns the damage that was found. */
async function damageAfter(context: TestContext, file: string, before: RegExp, after: string): Promise<string[]> {
  const directory = await folder(context);
  await writeEntries(wholeRun(), directory);
  const path = join(directory, file);
  const text = await readFile(path, 'utf8');
  assert.match(text, before);
  await writeFile(path, text.replace(before, after));
  const damage: Damage[] = [];
  await readEntries(directory, damage);
  return damage.map(({ file: where, line, reason }) => `${where}:${line}: ${reason}`);
}

describe('the MongoDB entries as text', () => {
  test('are read back exactly as they were written', async (context) => {
    for (const run of [wholeRun(), quietRun()]) {
      const { documents, ledger, damage } = await roundTrip(context, run);
      assert.deepEqual(damage, []);
      assert.deepEqual(documents, run.documents);
      assert.deepEqual(ledger, run.ledger);
    }
  });

  test('are read back exactly, whatever a task document holds', async (context) => {
    const run = quietRun(1, 1);
    const documents = TEXTS.map((text, index): StoredDocument => ({
      taskId: index % 2 === 0 ? `id${index}` : JSON.stringify({ $id: text }),
      taskname: text,
      state: text,
      host: text,
      sleeptime: index / 7,
      attempt: index,
      rev: index,
      parked: { reason: text, atMs: AT_MS },
      assignment: { host: text, instance: text, epoch: index, atMs: AT_MS },
      history: [{ event: text === '' ? 'task.parked' : text, atMs: AT_MS, epoch: 1, reason: text, host: text }],
      odd: { [text]: '{"a":"b: c"}', attempt: '"3"', history: '5', state: 'null' },
    }));
    const bare: StoredDocument = { taskId: 'bare', odd: {} };
    const emptyHistory: StoredDocument = { taskId: 'empty', history: [], odd: {} };
    const all = [...documents, bare, emptyHistory];
    const read = await roundTrip(context, { ...run, documents: structuredClone(all) as Draft['documents'] });
    assert.deepEqual(read.damage, []);
    assert.deepEqual(read.documents, all);
  });

  test('report an entry that was unreadable in the database as damaged', async (context) => {
    const run = quietRun(1, 1);
    run.damage.push({ file: 'ledger', line: 7, reason: 'facts is missing: {"_id":7}', tornEnd: false });
    const { damage } = await roundTrip(context, run);
    assert.match(damage.map(({ reason }) => reason).join(), /unreadable: document 7: "facts is missing/);
  });

  for (const [what, file, before, after, expected] of [
    [
      'a fact',
      ENTRY_FILES.ledger,
      /task\.placed task1 \[task1\] attempt 1/,
      'task.placed task1 [task1 attempt 1',
      /:\d+: not a fact/,
    ],
    ['a time', ENTRY_FILES.ledger, /^entry 3 {2}\S+/m, 'entry 3  yesterday', /:\d+: yesterday is not a time/],
    [
      'a state',
      ENTRY_FILES.tasks,
      /^ {2}state: {5}success$/m,
      '  state:     "success',
      /:5: "success is neither a word nor JSON/,
    ],
    ['a count', ENTRY_FILES.tasks, /^8 documents/, '9 documents', /:1: the number of documents is wrong: there are 8/],
    ['a missing document', ENTRY_FILES.ledger, /\nentry 3 [^]*?\n\n/, '\n', /:1: the number of documents is wrong/],
  ] as const)
    test(`report ${what} that was tampered with, with its line`, async (context) => {
      const damage = await damageAfter(context, file, before, after);
      assert.match(damage.join('\n'), new RegExp(`^${file}${expected.source}`, 'm'));
    });
});

describe('a fact as text', () => {
  test('is read back exactly, whatever its fields hold', () => {
    for (const text of TEXTS)
      for (const kind of ['task.killed', 'epoch.began', 'slave.lost', 'odd', text]) {
        const facts: LedgerFact[] = [
          { kind },
          { kind, reason: text },
          { kind, name: text, instance: text },
          { kind, host: text, instance: text, reason: text },
          { kind, instance: text },
          { kind, taskname: text },
          { kind, task: text, attempt: 3 },
          { kind, task: text, taskname: text, attempt: -1.5, host: text, instance: text, reason: text },
        ];
        for (const fact of facts) {
          const formatted = formatFact(fact);
          assert.deepEqual(parseFactText(formatted), fact, formatted);
          assert.doesNotMatch(formatted, /[\p{Cc}\p{Zl}]/u);
        }
      }
  });

  test('is in words where that is possible', () => {
    const placement = { task: '65f0', taskname: 'task1', attempt: 2, host: 'slave1', instance: 'i-1' };
    assert.equal(
      formatFact({ kind: 'task.killed', ...placement, reason: 'slave1 was lost: connection broken' }),
      'task.killed task1 [65f0] attempt 2 on slave1/i-1: "slave1 was lost: connection broken"',
    );
  });
});

describe('a quoted text', () => {
  test('is read back exactly, and an absent one as absent', () => {
    for (const text of TEXTS) assert.equal(unquoted(quoted(text)), text);
    assert.equal(unquoted(quoted(undefined)), undefined);
  });
});

/** Sorts lines by their files: those are read in the order of their names. Lines of one file keep their order. */
function sorted<Line extends { readonly file: string }>(lines: readonly Line[]): Line[] {
  return [...lines].sort((one, other) => one.file.localeCompare(other.file));
}

describe('the evidence in a folder without a database', () => {
  test('is the same as that with the database', async (context) => {
    const run = wholeRun();
    const { before, ...evidence } = await collectEvidence({
      mongoUrl: undefined,
      directory: await runFolder(context, run),
    });
    assert.deepEqual(
      { ...evidence, log: sorted(evidence.log), journal: sorted(evidence.journal) },
      { ...run, log: sorted(run.log), journal: sorted(run.journal) },
    );
    assert.equal(before?.length, 8);
    assert.deepEqual(before[0], { taskId: 'task1', taskname: 'task1', sleeptime: 2, state: 'created', odd: {} });
  });
});
