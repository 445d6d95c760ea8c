import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { ObjectId } from 'mongodb';
import { checkRun, ledgerLines, taskLines, writeEntries, writeTasksBefore } from '@steadfast/checker';
import { CHECKS_ONLY, wholeRun } from '@steadfast/checker/testing';
import { linkTo, linkToFile, relinkFiles } from '../src/page/links.ts';
import { readLines } from '../src/read-lines.ts';
import { writePage } from '../src/write-page.ts';

async function temporaryFolder(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'steadfast-page-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe('the lines that a page cites', () => {
  test('of MongoDB entries are located where the text files have them', async (context) => {
    const directory = await temporaryFolder(context);
    const paths = await writeEntries(wholeRun(), directory);
    const tasks = (await readFile(paths.tasks, 'utf8')).split('\n');
    const inTasks = taskLines(wholeRun());
    assert.equal(inTasks.size, 8);
    for (const [taskId, line] of inTasks) assert.equal(tasks[line - 1], `taskname:    ${taskId}`);
    const ledger = (await readFile(paths.ledger, 'utf8')).split('\n');
    for (const [number, line] of ledgerLines(wholeRun())) assert.ok(ledger[line - 1]?.startsWith(`entry ${number} `));
  });

  test('are the only ones read from their files', async (context) => {
    const directory = await temporaryFolder(context);
    await writeFile(join(directory, 'a.log'), 'one\ntwo\nthree\n');
    await writeFile(join(directory, 'b.log'), 'torn');
    const textOf = await readLines(directory, [
      { file: 'a.log', line: 2 },
      { file: 'b.log', line: 1 },
      { file: 'b.log', line: 9 },
    ]);
    assert.equal(textOf({ file: 'a.log', line: 2 }), 'two');
    assert.equal(textOf({ file: 'b.log', line: 1 }), 'torn');
    assert.equal(textOf({ file: 'a.log', line: 1 }), undefined);
    assert.equal(textOf({ file: 'b.log', line: 9 }), undefined);
  });

  test('are shown in the page that is written to the run folder', async (context) => {
    const directory = await temporaryFolder(context);
    const run = wholeRun();
    const files = new Set([...run.log, ...run.journal, ...(run.chaos ?? [])].map(({ file }) => file));
    const lines = Array.from({ length: 500 }, (_, index) => `{"event":"line ${index + 1}"}\n`).join('');
    for (const file of [...files, 'seeded.jsonl']) await writeFile(join(directory, file), lines);
    await writeEntries(run, directory);
    await writePage(run, checkRun(run, CHECKS_ONLY), directory, { title: 'A run', problems: [] });
    const page = await readFile(join(directory, 'verdict.html'), 'utf8');
    assert.match(page, /chaos\.jsonl:1<\/a\s*><code>\{&quot;event&quot;:<b>&quot;line 1&quot;<\/b>\}<\/code>/);
    assert.match(
      page,
      /mongodb-tasks\.txt:3<\/a><code>taskname: +task1\n +sleeptime: 2 seconds\n +state: +success\n +host: +slave2<\/code>/,
    );
    const present = await readdir(directory);
    for (const [, address = ''] of page.matchAll(/class="place" href="([^"]+)"/g)) assert.match(address, /^#line-/);
    for (const [, file = ''] of page.matchAll(/data-file="([^"]+)"/g)) assert.ok(present.includes(file));
    assert.ok(!present.includes('verdict.html.new'));
  });

  test('can be relinked to other paths, whatever the names of the files', () => {
    const place = { file: 'a &b/x.log', line: 3 };
    const page = [linkTo(place, () => undefined), linkTo(place, () => 'text'), linkToFile(place.file)]
      .map(({ markup }) => markup)
      .join(' ');
    const relinked = relinkFiles(`${page} <a href="#x">x:3</a>`, (file) => `logs/${file}`);
    assert.equal(
      relinked.replaceAll(/\s+>/g, '>'),
      '<a class="place" href="logs/a%20%26b/x.log" data-file="logs/a%20%26b/x.log">logs/a &amp;b/x.log:3</a> ' +
        '<a class="place" href="#line-a_20_26b_2Fx.log-3" data-file="logs/a%20%26b/x.log">logs/a &amp;b/x.log:3</a> ' +
        '<a class="file" href="logs/a%20%26b/x.log">logs/a &amp;b/x.log</a> <a href="#x">x:3</a>',
    );
  });

  test('are never read from outside of the run folder', async (context) => {
    const directory = await temporaryFolder(context);
    await writeFile(join(directory, 'secret.txt'), 'secret\n');
    const run = join(directory, 'run');
    await mkdir(run);
    for (const file of ['../secret.txt', join(directory, 'secret.txt'), 'a/../../secret.txt', 'missing.log']) {
      const textOf = await readLines(run, [{ file, line: 1 }]);
      assert.equal(textOf({ file, line: 1 }), undefined, file);
    }
  });
});

describe('the seeded tasks', () => {
  test('are written as text, without a host', async (context) => {
    const directory = await temporaryFolder(context);
    const seeded = {
      _id: new ObjectId('6b05637e8085ced794b7d93e'),
      taskname: 'task1',
      sleeptime: 1.5,
      state: 'created',
    };
    await writeTasksBefore([seeded], directory);
    const text = await readFile(join(directory, 'mongodb-tasks-before.txt'), 'utf8');
    assert.equal(
      text,
      '1 document in the collection tasks\n\ntaskname:    task1\n  sleeptime: 1.5 seconds\n  state:     created\n  host:      -\n  _id:       6b05637e8085ced794b7d93e\n\n',
    );
  });
});
