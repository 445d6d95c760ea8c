import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import { followLogs } from '../src/view/follow-logs.ts';

async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steadfast-chaos-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function waitForLines(lines: readonly string[], count: number): Promise<boolean> {
  const explain = () => `lines so far: ${lines.length}`;
  return waitUntil(`${count} lines have been read`, () => lines.length >= count, { explain });
}

describe('followLogs', () => {
  test('reads lines once they are complete, from existing files and from files created later', async (context) => {
    const folder = await temporaryFolder(context);
    const [one, two, three] = [join(folder, 'one.log'), join(folder, 'two.log'), join(folder, 'three.log')];
    await writeFile(one, 'first\nsec');
    const lines: string[] = [];
    const done = new AbortController();
    const files = [
      { name: 'two', path: two },
      { name: 'one', path: one },
      { name: 'three', path: three },
    ];
    const following = followLogs(files, (name, text) => void lines.push(`${name} ${text}`), done.signal);
    await waitForLines(lines, 1);
    await writeFile(two, 'later\n');
    await waitForLines(lines, 2);
    const bytes = Buffer.from('ond ä\n');
    await appendFile(one, bytes.subarray(0, 5));
    // Files are read in turn: a round that reads this line reads the first half of the two-byte character after it …
    await appendFile(two, 'before\n');
    await waitForLines(lines, 3);
    // … and has done so when it, or a later one, reads this line.
    await writeFile(three, 'after\n');
    await waitForLines(lines, 4);
    await appendFile(one, bytes.subarray(5));
    await waitForLines(lines, 5);
    await appendFile(one, 'x'.repeat(200_000).concat('\nlast\nunfinished'));
    done.abort();
    await following;
    assert.deepEqual(
      lines.map((line) => line.slice(0, 20)),
      ['one first', 'two later', 'two before', 'three after', 'one second ä', `one ${'x'.repeat(16)}`, 'one last'],
    );
  });

  test('continues with the new file when a file is renamed, and misses no line', async (context) => {
    const path = join(await temporaryFolder(context), 'one.log');
    await writeFile(path, 'first\n');
    const lines: string[] = [];
    const done = new AbortController();
    const following = followLogs([{ name: 'one', path }], (_, text) => void lines.push(text), done.signal);
    await waitForLines(lines, 1);
    await appendFile(path, 'second\n');
    await rename(path, `${path}.1`);
    await writeFile(path, 'third\n');
    await waitForLines(lines, 3);
    await appendFile(path, 'fourth\n');
    done.abort();
    await following;
    assert.deepEqual(lines, ['first', 'second', 'third', 'fourth']);
  });
});
