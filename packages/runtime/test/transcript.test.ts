import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { expectTranscript } from '@steadfast/runtime/testing';

const TESTING = new URL('../src/testing/index.ts', import.meta.url).href;

/** A test file in which "count to N" is followed by the numbers from 1 to N. */
function testFile(calls: string): string {
  return `
import { expectTranscript } from '${TESTING}';
function play(event: string) {
  return Array.from({ length: Number(event.split(' ').at(-1)) }, (_, index) => \`\${index + 1}\`);
}
const counter = { expect: (transcript: string): void => expectTranscript(transcript, play, counter.expect) };
${calls}`;
}

/** Runs a test file; returns its exit code, what it printed, and its calls as they are then. */
function run(context: TestContext, calls: string, environment: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-transcript-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'counter.test.ts');
  writeFileSync(path, testFile(calls));
  const { status, stderr } = spawnSync(process.execPath, [path], { env: environment, encoding: 'utf8' });
  return { status, stderr, calls: readFileSync(path, 'utf8').slice(testFile('').length) };
}

const OUTDATED = `
counter.expect(\`
  count to 1
    1
    2

  count to 2
    1
    3
\`);
{
  counter
    .expect(\`
      count to 3
        2
    \`);
}
counter.expect(\`
  count to 1
    1
\`);
`;

const CURRENT = `
counter.expect(\`
  count to 1
    1

  count to 2
    1
    2
\`);
{
  counter
    .expect(\`
      count to 3
        1
        2
        3
    \`);
}
counter.expect(\`
  count to 1
    1
\`);
`;

describe('expectTranscript', () => {
  test('passes when what follows is what the transcript says', () => {
    const expect = (transcript: string): void => expectTranscript(transcript, (event) => [`after ${event}`], expect);
    expect(`
      one
        after one

      two
        after two
    `);
  });

  test('fails when it is not, and leaves the test file as it is', (context) => {
    const { status, stderr, calls } = run(context, OUTDATED, {});
    assert.equal(status, 1);
    assert.match(stderr, /AssertionError/);
    assert.equal(calls, OUTDATED);
  });

  test('rewrites every outdated transcript of the test file with UPDATE=1', (context) => {
    const { status, stderr, calls } = run(context, OUTDATED, { UPDATE: '1' });
    assert.equal(status, 0, stderr);
    assert.equal(calls, CURRENT);
    assert.match(stderr, /updated 2 transcripts in .*counter\.test\.ts/);
  });

  test('leaves transcripts that are up to date as they are with UPDATE=1', (context) => {
    assert.deepEqual(run(context, CURRENT, { UPDATE: '1' }), { status: 0, stderr: '', calls: CURRENT });
  });

  test('keeps interpolations in lines that do not change', (context) => {
    const outdated = 'const two = 2;\ncounter.expect(`\n  count to ${two}\n    1\n`);\n';
    assert.equal(run(context, outdated, { UPDATE: '1' }).calls, outdated.replace('    1\n', '    1\n    2\n'));
  });

  const impossible: readonly [what: string, calls: string, error: RegExp][] = [
    ['is in a variable', 'const text = `\n  count to 1\n`;\ncounter.expect(text);\n', /not a template literal there/],
    [
      'has an interpolation to change',
      'counter.expect(`\n  count to 1\n    ${2}\n`);\n',
      /"\$\{2\}" has an interpolation/,
    ],
    [
      'has an interpolation of several lines',
      'counter.expect(`\n  ${"count to 1\\n  count to 1"}\n`);\n',
      /spans several lines/,
    ],
    [
      'differs from call to call',
      'let calls = 0;\nfor (const _ of "abc") expectTranscript(`\n  call\n`, () => [`${++calls}`], expectTranscript);\n',
      /called repeatedly, with different results/,
    ],
  ];
  for (const [what, calls, error] of impossible)
    test(`cannot update a transcript that ${what}, and says so`, (context) => {
      const { status, stderr, calls: after } = run(context, calls, { UPDATE: '1' });
      assert.equal(status, 1);
      assert.match(stderr, error);
      assert.equal(after, calls);
    });
});
