import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { checkRun } from '../src/check-run.ts';
import { writeEntries } from '../src/evidence/entries/write-entries.ts';
import { RUN_WITH_KILLS } from '../src/expectations.ts';
import { renderProblems, renderVerdict } from '../src/render-verdict.ts';
import { wrapText } from '../src/wrap-text.ts';
import { quietRun, wholeRun } from './support/runs.ts';
import { CHECKS_ONLY, documentOf } from './support/tamper.ts';

/** Returns the length of the longest line of a text. */
function longestLine(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

describe('the text of a verdict', () => {
  test('has a line for each check with what was observed, and ends with the overall result', () => {
    const text = renderVerdict(checkRun(wholeRun(), RUN_WITH_KILLS), { width: 140, colour: false });
    assert.match(text, /✔ Every task finishes: its final state in MongoDB is success +8 of 8 tasks/);
    assert.match(text, /✔ kills of the leading master while tasks ran +1, expected at least 1/);
    assert.match(text, /Verdict: all \d+ checks passed\n$/);
    assert.doesNotMatch(text, /✘/);
  });

  test('lists the violations of failed checks, and counts these checks', () => {
    const draft = wholeRun();
    documentOf(draft, 'task3').state = 'paused';
    const text = renderVerdict(checkRun(draft, CHECKS_ONLY), { width: 100, colour: false });
    assert.match(text, /✘ Every task has taskname/);
    assert.match(text, /• task3 \[task3\]: its state is "paused"/);
    assert.match(text, /Verdict: 3 of \d+ checks FAILED/);
  });

  test('distinguishes checks that passed from those that the run did not exercise', () => {
    const text = renderVerdict(checkRun(quietRun(), CHECKS_ONLY), { width: 140, colour: false });
    assert.match(text, /– Killing the master does not affect running tasks/);
    assert.match(text, /checks passed; \d+ not exercised by this run/);
  });

  test('fits the width of the terminal, and has colours only when requested', () => {
    const verdict = checkRun(wholeRun(), RUN_WITH_KILLS);
    for (const width of [60, 80, 200])
      for (const rendered of [verdict, checkRun(quietRun(), RUN_WITH_KILLS)])
        assert.ok(longestLine(renderVerdict(rendered, { width, colour: false })) <= width);
    assert.ok(!renderVerdict(verdict, { width: 80, colour: false }).includes('\u001b'));
    assert.ok(renderVerdict(verdict, { width: 80, colour: true }).includes('\u001b[32m✔'));
  });

  test('contains no control characters from the evidence', () => {
    const draft = wholeRun();
    documentOf(draft, 'task3').taskname = '\u001b[2Jtask\r3';
    const text = renderVerdict(checkRun(draft, CHECKS_ONLY), { width: 100, colour: false });
    assert.match(text, /✘/);
    assert.ok(!text.includes('\u001b') && !text.includes('\r'));
  });
});

describe('wrapped text', () => {
  test('breaks at spaces, keeps the first indentation, and indents the lines that follow', () => {
    assert.deepEqual(wrapText('  logs    one two three', 16, '    '), ['  logs    one', '    two three']);
    assert.deepEqual(wrapText('short', 16), ['short']);
    assert.deepEqual(wrapText('unbreakable', 4, ' '), ['unbr', ' eak', ' abl', ' e']);
    assert.deepEqual(wrapText('', 4), ['']);
  });
});

describe('problems that checks cannot know of', () => {
  test('are listed, and fail the run; none are rendered as nothing', () => {
    const options = { width: 30, colour: false };
    assert.deepEqual(renderProblems([], options), []);
    assert.deepEqual(renderProblems(['slave2 did not stop gracefully at all'], options), [
      '✘ slave2 did not stop',
      '  gracefully at all',
      'This run FAILED.',
      '',
    ]);
  });
});

describe('the MongoDB entries as text', () => {
  test('are written to two files: tasks with their four fields first, and the ledger', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'steadfast-checker-'));
    try {
      const paths = await writeEntries(wholeRun(), directory);
      const tasks = await readFile(paths.tasks, 'utf8');
      const block = /taskname: +task1\n +sleeptime: 2 seconds\n +state: +success\n +host: +slave2\n/;
      assert.match(tasks, block);
      assert.match(tasks, /history:\n.* epoch 1 +task.placed attempt 1 on slave1\n/);
      assert.match(tasks, / epoch 1 +task.killed attempt 1 on slave1: "the stream broke"\n/);
      assert.equal(tasks.match(/^taskname:/gm)?.length, 8);
      const ledger = await readFile(paths.ledger, 'utf8');
      assert.match(ledger, /^entry 1 .* epoch 1 +by master1-life1\n +epoch.began by master1\/master1-life1$/m);
      assert.match(ledger, /^ +task.placed task1 \[task1\] attempt 1 on slave1\/slave1-life2$/m);
      assert.deepEqual((await readdir(directory)).sort(), ['mongodb-ledger.txt', 'mongodb-tasks.txt']);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('quote texts that could be misread, or that could control a terminal', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'steadfast-checker-'));
    try {
      const draft = wholeRun();
      documentOf(draft, 'task3').taskname = '\u001b[2Jtask 3';
      for (const { facts } of draft.ledger)
        for (const fact of facts) if (fact.task === 'task3') fact.taskname = '\u001b[2Jtask 3';
      const paths = await writeEntries(draft, directory);
      for (const path of [paths.tasks, paths.ledger]) {
        const text = await readFile(path, 'utf8');
        assert.ok(!text.includes('\u001b'));
        assert.ok(text.includes('"\\u001b[2Jtask 3"'));
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
