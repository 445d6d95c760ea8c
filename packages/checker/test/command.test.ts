import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const UNREACHABLE_URL = 'mongodb://127.0.0.1:1/steadfast';

function run(...argv: readonly string[]) {
  return spawnSync(process.execPath, [MAIN, ...argv], { encoding: 'utf8' });
}

describe('the checker command', () => {
  test('exits with 2 and explains the correct usage when an option is wrong or missing', () => {
    const noFolder = run('--mongo-url', UNREACHABLE_URL, '--directory', join(tmpdir(), 'no-such-folder'));
    assert.equal(noFolder.status, 2);
    assert.match(noFolder.stderr, /no-such-folder is not a folder. Name the folder of the run with --directory/);
    const noUrl = run('--mongo-url', 'http://127.0.0.1', '--directory', tmpdir());
    assert.equal(noUrl.status, 2);
    assert.match(noUrl.stderr, /--mongo-url must begin with mongodb:/);
    assert.equal(run('--directory', tmpdir()).status, 2);
    assert.equal(run('--mongo-url', UNREACHABLE_URL, '--directory', tmpdir(), '--expect', 'wonders').status, 2);
  });
});
