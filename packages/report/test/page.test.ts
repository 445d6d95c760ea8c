import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkRun, type Expectations, QUIET_RUN, RUN_WITH_KILLS } from '@steadfast/checker';
import { documentOf, type Draft, CHECKS_ONLY, quietRun, wholeRun } from '@steadfast/checker/testing';
import { quotedPlaces, renderPage } from '../src/page/render-page.ts';

const TITLE = 'A run';

function pageOf(draft: Draft, expectations: Expectations = CHECKS_ONLY, problems: readonly string[] = []): string {
  return renderPage(draft, checkRun(draft, expectations), {
    title: TITLE,
    problems,
    textOf: ({ file, line }) => `{"event":"<text of ${file} ${line}>"}`,
  });
}

/** Returns the article with an id, from there to its end. */
function articleOf(page: string, id: string): string {
  return page.slice(page.indexOf(`id="${id}"`)).split('</article>', 1)[0] ?? '';
}

function rowOf(page: string, name: string): string {
  return page.slice(page.indexOf(`data-name="${name}"`)).split('</g>', 1)[0] ?? '';
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe('the verdict page', () => {
  test('starts with the verdict, and contains every check once', () => {
    const verdict = checkRun(wholeRun(), RUN_WITH_KILLS);
    const page = pageOf(wholeRun(), RUN_WITH_KILLS);
    assert.match(page, /<h1>\s*✔ All \d+ checks passed: 8 of 8 tasks succeeded, each exactly once\.\s*<\/h1>/);
    for (const { section, id } of verdict.results) assert.equal(occurrences(page, `id="${section}-${id}"`), 1, id);
    assert.ok(page.indexOf('id="requirement-') < page.indexOf('id="guarantee-'));
    assert.ok(page.indexOf('id="guarantee-') < page.indexOf('id="coverage-'));
    assert.equal(occurrences(page, 'class="badge failed"'), 0);
  });

  test('is self-contained', () => {
    const page = pageOf(wholeRun());
    assert.doesNotMatch(page, /<script|<link|<img|https?:|@import|url\((?!#)/);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, anchor] of page.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.has(anchor), anchor);
  });

  test('cites evidence for every check that the run exercised', () => {
    const page = pageOf(wholeRun());
    for (const { section, id } of checkRun(wholeRun(), CHECKS_ONLY).results) {
      const article = articleOf(page, `${section}-${id}`);
      // No line proves that all evidence is readable, and no process of this run stops gracefully.
      if (id !== 'evidence-whole' && id !== 'no-crash') assert.match(article, /class="place"/, id);
    }
    const killed = articleOf(page, 'requirement-slave-kill');
    assert.match(
      killed,
      /slave1 is killed<\/span>\s*<a class="place" href="#line-chaos\.jsonl-1" data-file="chaos\.jsonl">chaos\.jsonl:1<\/a>/,
    );
    assert.match(
      killed,
      /the master records that the attempt was killed<\/span>\s*<a class="place" href="#line-master1\.log-\d+"/,
    );
    assert.match(
      killed,
      /the task is rerun on slave2<\/span>\s*<a class="place" href="#line-slave2\.journal\.jsonl-\d+"/,
    );
    assert.match(killed, /&lt;text of chaos\.jsonl 1&gt;/);
  });

  test('quotes each cited line once, with its neighbours, where its links lead', () => {
    const page = pageOf(wholeRun());
    const section = page.slice(page.indexOf('class="all-quotes"'));
    const targets = new Set([...page.matchAll(/class="place" href="#([^"]+)"/g)].map(([, id = '']) => id));
    assert.ok(targets.size > 20);
    for (const id of targets) assert.equal(occurrences(section, `id="${id}"`), 1, id);
    assert.match(section, /<li id="line-chaos\.jsonl-1" class="cited"[^]*?<code>.*text of chaos\.jsonl 1&gt;/);
    assert.match(section, /<li id="line-seeded\.jsonl-3" class="near"/);
    assert.match(section, /<a class="file" href="slave1\.log">slave1\.log<\/a>/);
  });

  test('links to a file where it cannot quote the line', () => {
    const page = renderPage(wholeRun(), checkRun(wholeRun(), CHECKS_ONLY), {
      title: TITLE,
      problems: ['see missing.log:3'],
      textOf: () => undefined,
    });
    assert.match(page, /see <a class="place" href="missing\.log" data-file="missing\.log">missing\.log:3<\/a>/);
    assert.ok(!page.includes('all-quotes"'));
  });

  test('requests the text of no line other than the quoted ones', () => {
    const places = quotedPlaces(wholeRun(), checkRun(wholeRun(), CHECKS_ONLY), []);
    const known = new Set(places.map(({ file, line }) => `${file}:${line}`));
    renderPage(wholeRun(), checkRun(wholeRun(), CHECKS_ONLY), {
      title: TITLE,
      problems: [],
      textOf: ({ file, line }) => {
        assert.ok(known.has(`${file}:${line}`), `${file}:${line}`);
        return undefined;
      },
    });
  });

  test('shows violations, with links to the lines that they name', () => {
    const draft = wholeRun();
    documentOf(draft, 'task3').state = 'paused';
    const [first] = draft.journal;
    assert.ok(first);
    draft.journal.push({ ...first, line: 99 });
    const page = pageOf(draft);
    assert.match(page, /✘ This run FAILED: \d+ of \d+ checks failed/);
    assert.match(
      articleOf(page, 'requirement-fields'),
      /badge failed[^]*task3 \[task3\]: its state is &quot;paused&quot;/,
    );
    assert.match(
      articleOf(page, 'guarantee-started-once'),
      /<a class="place" href="#line-slave1\.journal\.jsonl-99" data-file="slave1\.journal\.jsonl">slave1\.journal\.jsonl:99<\/a>/,
    );
  });

  test('fails a run with problems even if all checks passed', () => {
    const page = pageOf(wholeRun(), RUN_WITH_KILLS, ['slave2 had to be killed, see slave2.log:7']);
    assert.match(page, /✘ This run FAILED\./);
    assert.match(
      page,
      /slave2 had to be killed, see <a class="place" href="#line-slave2\.log-7" data-file="slave2\.log">slave2\.log:7<\/a>/,
    );
  });

  test('escapes task names', () => {
    const draft = JSON.parse(
      JSON.stringify(wholeRun()).replaceAll(
        '"task1"',
        JSON.stringify('<img src=x onerror="alert(1)">&\u0000\u0085\u202e\u200b'),
      ),
    ) as Draft;
    const page = pageOf(draft);
    assert.ok(!page.includes('<img') && !/[\0\u0085\u202e\u200b]/.test(page));
    assert.match(page, /&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;&amp;/);
  });

  test('shows which checks were not exercised', () => {
    const page = pageOf(quietRun(), QUIET_RUN);
    assert.match(page, /checks? not exercised by this run/);
    assert.match(articleOf(page, 'requirement-master-kill'), /badge not-exercised/);
    assert.doesNotMatch(page, /article class="task-timeline"/);
  });

  test('can be rendered without any evidence', () => {
    const nothing: Draft = { documents: [], ledger: [], journal: [], log: [], damage: [] };
    assert.match(pageOf(nothing), /The run left no logs/);
  });
});

describe('the chart of a run', () => {
  test('contains a row for each process, with its bars and marks', () => {
    const page = pageOf(wholeRun());
    for (const name of ['master1', 'slave1', 'slave2', 'slave3', 'mongod'])
      assert.equal(occurrences(page, `data-name="${name}"`), 1, name);
    const [master, slave1, slave2] = ['master1', 'slave1', 'slave2'].map((name) => rowOf(page, name));
    assert.equal(occurrences(master ?? '', 'class="bar leading"'), 2);
    assert.equal(occurrences(master ?? '', 'class="mark kill"'), 1);
    assert.equal(occurrences(slave1 ?? '', 'class="mark kill"'), 1);
    assert.equal(occurrences(slave1 ?? '', 'class="mark start"'), 1);
    assert.match(
      slave1 ?? '',
      /<title>task1, attempt 1 on slave1: killed; \d+\.\d s to \d+\.\d s<\/title><rect class="bar killed"/,
    );
    assert.match(slave1 ?? '', /class="pending"/);
    assert.match(slave2 ?? '', /<title>task1, attempt 2 on slave2[^<]*<\/title><rect class="bar rerun"/);
    assert.match(slave2 ?? '', /class="frozen"/);
    assert.match(
      slave2 ?? '',
      /<title>task6, attempt 1 on slave2: finished too late[^<]*<\/title><rect class="bar fenced"/,
    );
    assert.match(page, /class="leaderless"/);
  });

  test('has the same content as the list below it, to which every shape links', () => {
    const page = pageOf(wholeRun()).replaceAll(/\s+>/g, '>');
    const chart = page.slice(page.indexOf('class="chart"'), page.indexOf('class="legend"'));
    const list = page.slice(page.indexOf('class="event-list"'));
    const shapes = [...chart.matchAll(/<a href="#(event-\d+)" tabindex="-1">\s*<title>([^<]*)<\/title>/g)];
    assert.equal(shapes.length, occurrences(chart, '<title>') - occurrences(chart, 'class="name"'));
    assert.equal(new Set(shapes.map(([, id]) => id)).size, shapes.length);
    for (const [, id = '', title = ''] of shapes) {
      const row = list.slice(list.indexOf(`id="${id}"`)).split('</tr>', 1)[0] ?? '';
      const [text, when] = title.split('; ');
      assert.ok(row.includes(`<td>${when}</td>`) && row.includes(`<td>${text}</td>`), `${title} is not in ${row}`);
    }
    assert.doesNotMatch(page, /[Hh]over over/);
  });

  test('counts times from the first placement of a task, as the live view and the verdict do', () => {
    const run = wholeRun();
    const { startedAtMs = 0 } = checkRun(run, CHECKS_ONLY).summary;
    const [killed] = run.chaos ?? [];
    const page = pageOf(run);
    assert.match(
      page,
      new RegExp(`slave1 killed \\(pid \\d+\\); at ${((Number(killed?.atMs) - startedAtMs) / 1_000).toFixed(1)} s<`),
    );
    assert.match(page, /master1, incarnation 1 \(pid \d+\): alive; −0\.\d s to /);
  });

  test('says that it scrolls on narrow screens, and on every screen if the run is long', () => {
    assert.match(pageOf(wholeRun()), /class="scroll-hint"/);
    assert.match(pageOf(quietRun(6, 3, 400)), /class="scroll-hint always"/);
  });

  test('draws a limited number of executions, and says how many it omits', () => {
    const page = pageOf(quietRun(3_005, 5, 0.01));
    assert.match(page, /Not drawn: 5 later executions\./);
  });
});

describe('the task timelines', () => {
  test('show a task that was rerun, and one that finished while the master was down', () => {
    const page = pageOf(wholeRun());
    const [, rerun = '', replayed = ''] = page.split('article class="task-timeline"');
    assert.match(rerun, /A task that was killed and rerun from scratch: task\d/);
    for (const step of [
      'slave1 starts attempt 1',
      'slave1 is killed',
      'slave2 starts attempt 2',
      'slave2 finishes attempt 2',
    ])
      assert.ok(rerun.includes(step), step);
    assert.match(replayed, /A task that finished while the master was down: task4/);
    const steps = [
      'master1 is killed',
      'slave1 finishes attempt 1',
      'epoch 2 began',
      'the acknowledgement of its replayed report',
    ];
    const places = steps.map((step) => replayed.indexOf(step));
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? 0)),
      String(places),
    );
  });
});
