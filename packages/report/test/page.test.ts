import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QUIET_RUN, RUN_WITH_KILLS, type Expectations } from '@steadfast/checker/expectations';
import { judge } from '@steadfast/checker/judge';
import { placesShown, renderPage } from '../src/page/render-page.ts';
import { documentOf, PROMISES } from '@steadfast/checker/test/tamper';
import { quietRun, wholeRun } from '@steadfast/checker/test/runs';
import type { Draft } from '@steadfast/checker/test/scribe';

const TITLE = 'A run';

function pageOf(draft: Draft, expectations: Expectations = PROMISES, complaints: readonly string[] = []): string {
  return renderPage(draft, judge(draft, expectations), {
    title: TITLE,
    complaints,
    textOf: ({ file, line }) => `{"event":"<text of ${file} ${line}>"}`,
  });
}

/** What stands between the beginning of an element with that id and the end of its kind. */
function articleOf(page: string, id: string): string {
  return page.slice(page.indexOf(`id="${id}"`)).split('</article>', 1)[0] ?? '';
}

function rowOf(page: string, name: string): string {
  return page.slice(page.indexOf(`data-name="${name}"`)).split('</g>', 1)[0] ?? '';
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe('the verdict as a page', () => {
  test('begins with the verdict, and has every claim with how it stands', () => {
    const verdict = judge(wholeRun(), RUN_WITH_KILLS);
    const page = pageOf(wholeRun(), RUN_WITH_KILLS);
    assert.match(page, /<h1>\s*✔ All \d+ points hold: 8 of 8 tasks succeeded, each exactly once\.\s*<\/h1>/);
    for (const { section, id } of verdict.findings) assert.equal(occurrences(page, `id="${section}-${id}"`), 1, id);
    assert.ok(page.indexOf('id="asked-') < page.indexOf('id="promised-'));
    assert.ok(page.indexOf('id="promised-') < page.indexOf('id="expected-'));
    assert.equal(occurrences(page, 'class="badge broken"'), 0);
  });

  test('needs nothing but itself', () => {
    const page = pageOf(wholeRun());
    assert.doesNotMatch(page, /<script|<link|<img|https?:|@import|url\((?!#)/);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, anchor] of page.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.has(anchor), anchor);
  });

  test('shows for each claim of a whole run lines of evidence, in the order in which they were written', () => {
    const page = pageOf(wholeRun());
    for (const { section, id } of judge(wholeRun(), PROMISES).findings) {
      const article = articleOf(page, `${section}-${id}`);
      // A run that can be read in full has no line that shows it, and no life of this one ended in order.
      if (id !== 'evidence-whole' && id !== 'no-crash') assert.match(article, /class="place"/, id);
    }
    const killed = articleOf(page, 'asked-slave-kill');
    assert.match(killed, /slave1 is killed<\/span>\s*<a class="place" href="chaos\.jsonl">chaos\.jsonl:1<\/a>/);
    assert.match(
      killed,
      /the master has the task as killed<\/span>\s*<a class="place" href="master1\.log">master1\.log:\d+/,
    );
    assert.match(killed, /it is run again on slave2<\/span>\s*<a class="place" href="slave2\.journal\.jsonl">/);
    assert.match(killed, /&lt;text of chaos\.jsonl 1&gt;/);
  });

  test('asks for the text of no line but those that it shows', () => {
    const places = placesShown(wholeRun(), judge(wholeRun(), PROMISES));
    const known = new Set(places.map(({ file, line }) => `${file}:${line}`));
    renderPage(wholeRun(), judge(wholeRun(), PROMISES), {
      title: TITLE,
      complaints: [],
      textOf: ({ file, line }) => {
        assert.ok(known.has(`${file}:${line}`), `${file}:${line}`);
        return undefined;
      },
    });
  });

  test('shows what is broken, with links to the lines that messages name', () => {
    const draft = wholeRun();
    documentOf(draft, 'task3').state = 'paused';
    const [first] = draft.journal;
    assert.ok(first);
    draft.journal.push({ ...first, line: 99 });
    const page = pageOf(draft);
    assert.match(page, /✘ This run does NOT pass: \d+ of \d+ points do not hold/);
    assert.match(articleOf(page, 'asked-fields'), /badge broken[^]*task3 \[task3\]: its state is &quot;paused&quot;/);
    assert.match(
      articleOf(page, 'promised-started-once'),
      /<a class="place" href="slave1\.journal\.jsonl">slave1\.journal\.jsonl:99<\/a>/,
    );
  });

  test('does not pass a run with complaints, whatever the claims say', () => {
    const page = pageOf(wholeRun(), RUN_WITH_KILLS, ['slave2 had to be killed, see slave2.log:7']);
    assert.match(page, /✘ This run does NOT pass\./);
    assert.match(page, /slave2 had to be killed, see <a class="place" href="slave2\.log">slave2\.log:7<\/a>/);
  });

  test('lets no name of a task become markup', () => {
    const draft = JSON.parse(
      JSON.stringify(wholeRun()).replaceAll('"task1"', JSON.stringify('<img src=x onerror="alert(1)">&\u0000')),
    ) as Draft;
    const page = pageOf(draft);
    assert.ok(!page.includes('<img') && !page.includes('\u0000'));
    assert.match(page, /&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;&amp;/);
  });

  test('tells what could not be put to the test', () => {
    const page = pageOf(quietRun(), QUIET_RUN);
    assert.match(page, /points could not be put to the test/);
    assert.match(articleOf(page, 'asked-master-kill'), /badge not-exercised/);
    assert.doesNotMatch(page, /class="story"/);
  });

  test('can be made of no evidence at all', () => {
    const nothing: Draft = { documents: [], ledger: [], journal: [], log: [], damage: [] };
    assert.match(pageOf(nothing), /No log was found/);
  });
});

describe('the picture of a run', () => {
  test('has a row for each process, with what ran there, in styles of their own', () => {
    const page = pageOf(wholeRun());
    for (const name of ['master1', 'slave1', 'slave2', 'slave3', 'mongod'])
      assert.equal(occurrences(page, `data-name="${name}"`), 1, name);
    const [master, slave1, slave2] = ['master1', 'slave1', 'slave2'].map((name) => rowOf(page, name));
    assert.equal(occurrences(master ?? '', 'class="bar reign"'), 2);
    assert.equal(occurrences(master ?? '', 'class="mark kill"'), 1);
    assert.equal(occurrences(slave1 ?? '', 'class="mark kill"'), 1);
    assert.equal(occurrences(slave1 ?? '', 'class="mark start"'), 1);
    assert.match(
      slave1 ?? '',
      /class="bar killed"[^>]*>\s*<title>task1, attempt 1 on slave1: killed; \d+\.\d s to \d+\.\d s/,
    );
    assert.match(slave1 ?? '', /class="waiting"/);
    assert.match(slave2 ?? '', /class="bar rerun"[^>]*>\s*<title>task1, attempt 2 on slave2/);
    assert.match(slave2 ?? '', /class="frozen"/);
    assert.match(slave2 ?? '', /class="bar fenced"[^>]*>\s*<title>task6, attempt 1 on slave2: finished too late/);
    assert.match(page, /class="leaderless"/);
  });

  test('shows nothing more than so many executions, and says so', () => {
    const page = pageOf(quietRun(3_005, 5, 0.01));
    assert.match(page, /5 later executions are not drawn/);
  });
});

describe('the stories in the page', () => {
  test('are one of a task that was rerun, and one of a report that outlived its master', () => {
    const page = pageOf(wholeRun());
    const [, rerun = '', replayed = ''] = page.split('class="story"');
    assert.match(rerun, /A task that was killed, and rerun from scratch: task\d/);
    for (const step of [
      'slave1 begins attempt 1',
      'slave1 is killed',
      'slave2 begins attempt 2',
      'slave2 finishes attempt 2',
    ])
      assert.ok(rerun.includes(step), step);
    assert.match(replayed, /A task that finished while the master was dead: task4/);
    const steps = ['master1 is killed', 'slave1 finishes attempt 1', 'reign 2 begins', 'its report was replayed'];
    const places = steps.map((step) => replayed.indexOf(step));
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? 0)),
      String(places),
    );
  });
});
