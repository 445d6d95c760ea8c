import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { writeEntries } from '../src/entries-text.ts';
import { RUN_WITH_KILLS } from '../src/expectations.ts';
import { checkRun } from '../src/judge.ts';
import { renderVerdict } from '../src/report.ts';
import { documentOf, PROMISES } from './tamper.ts';
import { quietRun, wholeRun } from './runs.ts';

/** The longest line of a text, without colours. */
function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

describe('the verdict as text', () => {
  test('says at its end that everything holds, after one point a line with its figures', () => {
    const text = renderVerdict(checkRun(wholeRun(), RUN_WITH_KILLS), { width: 140, colour: false });
    assert.match(text, /✔ All tasks finish: their final state in MongoDB is success +8 of 8 tasks/);
    assert.match(text, /✔ kills of the leading master while tasks ran +1, expected at least 1/);
    assert.match(text, /Verdict: all \d+ points hold\n$/);
    assert.doesNotMatch(text, /✘/);
  });

  test('shows what is broken, with its evidence, and how many points are', () => {
    const draft = wholeRun();
    documentOf(draft, 'task3').state = 'paused';
    const text = renderVerdict(checkRun(draft, PROMISES), { width: 100, colour: false });
    assert.match(text, /✘ Tasks have taskname/);
    assert.match(text, /• task3 \[task3\]: its state is "paused"/);
    assert.match(text, /Verdict: 3 of \d+ points DO NOT HOLD/);
  });

  test('tells what holds from what could not be put to the test', () => {
    const text = renderVerdict(checkRun(quietRun(), PROMISES), { width: 140, colour: false });
    assert.match(text, /– Killing the master does not affect running tasks/);
    assert.match(text, /points hold; \d+ could not be put to the test in this run/);
  });

  test('keeps to the width of the terminal, and uses colours only when asked to', () => {
    const verdict = checkRun(wholeRun(), RUN_WITH_KILLS);
    for (const width of [60, 80, 200]) assert.ok(widest(renderVerdict(verdict, { width, colour: false })) <= width);
    assert.ok(!renderVerdict(verdict, { width: 80, colour: false }).includes('\u001b'));
    assert.ok(renderVerdict(verdict, { width: 80, colour: true }).includes('\u001b[32m✔'));
  });

  test('does not pass on control characters that evidence contains', () => {
    const draft = wholeRun();
    documentOf(draft, 'task3').taskname = '\u001b[2Jtask\r3';
    const text = renderVerdict(checkRun(draft, PROMISES), { width: 100, colour: false });
    assert.match(text, /✘/);
    assert.ok(!text.includes('\u001b') && !text.includes('\r'));
  });
});

describe('the MongoDB entries as text', () => {
  test('are two files: the tasks with their four fields first, and the ledger', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'steadfast-checker-'));
    try {
      const paths = await writeEntries(wholeRun(), directory);
      const tasks = await readFile(paths.tasks, 'utf8');
      const block = /taskname: +task1\n +sleeptime: 2 seconds\n +state: +success\n +host: +slave2\n/;
      assert.match(tasks, block);
      assert.match(tasks, /history:\n.*task.placed +attempt 1 on slave1, epoch 1\n/);
      assert.match(tasks, /task.killed +attempt 1 on slave1, epoch 1: "the stream broke"/);
      assert.equal(tasks.match(/^taskname:/gm)?.length, 8);
      const ledger = await readFile(paths.ledger, 'utf8');
      assert.match(ledger, /^entry 1 .* epoch 1 +by master1-life1\n +reign.began +master1 \(master1-life1\)$/m);
      assert.deepEqual((await readdir(directory)).sort(), ['mongodb-ledger.txt', 'mongodb-tasks.txt']);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
