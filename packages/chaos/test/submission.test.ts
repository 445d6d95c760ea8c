import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RUN_WITH_KILLS, writeRunFile } from '@steadfast/checker';
import { runFolder, wholeRun } from '@steadfast/checker/testing';
import { outputOf } from '@steadfast/runtime/testing';
import { unzipSync } from 'fflate';
import { collectFiles } from '../src/submission/collect-files.ts';
import { isSecret, redactCredentials } from '../src/submission/secrets.ts';
import { zipFiles } from '../src/submission/zip.ts';

const CHECKER = fileURLToPath(new URL('../../checker/src/main.ts', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/submission/main.ts', import.meta.url));

/** Compressing all sources takes seconds, and longer on a busy machine. */
const WRITE_TIMEOUT_MS = 120_000;

/** Returns a link to a place, as pages have it: to the file, or to where the page quotes the line. */
function linkTo(place: string, index: number): string {
  const [file = '', line = ''] = place.split(':');
  return `<a class="place" href="${index === 0 ? file : `#line-${file}-${line}`}" data-file="${file}">${place}</a>`;
}

const PLACES = [
  'master1.log:1',
  'slave1.journal.jsonl:1',
  'chaos.jsonl:1',
  'mongodb-tasks.txt:3',
  'mongodb-ledger.txt:2',
];

/** The smallest folder that contains a finished run. */
const RUN: Readonly<Record<string, string>> = {
  'verdict.html': `<h1>All checks passed</h1><a href="#requirements">requirements</a>${PLACES.map(linkTo).join('')}<a class="file" href="slave1.log">slave1.log</a>`,
  'verdict.txt': '3 of 3 tasks succeeded in 4.2 s: 2 kills.\n\nVerdict: all 34 checks passed\n',
  'mongodb-tasks-before.txt': '3 documents in the collection tasks\n',
  'mongodb-tasks.txt': '3 documents in the collection tasks\n',
  'mongodb-ledger.txt': '9 documents in the collection ledger\n',
  'chaos.jsonl': '{"action":"kill"}\n',
  'seeded.jsonl': '{"taskname":"task1"}\n',
  'master1.log': '{"event":"process.started","url":"mongodb://master:s3cret@db:27017/steadfast"}\n',
  'slave1.log': '{"event":"process.started"}\n',
  'slave1.journal.jsonl': '{"event":"started"}\n',
  'slave1.out': '',
  'mongod.log': 'written by the database',
  'mongod/WiredTiger': 'data',
  'pids.json': '{}',
  'run.json': '{}',
};

const SOURCE: Readonly<Record<string, string>> = {
  Makefile: 'demo:\n',
  'compose.yaml': 'services: {}\n',
  'docker/master.Dockerfile': 'FROM scratch\n',
  'docker/mongodb/start.sh': '#!/bin/sh\n',
  'tests/chaos/demo.test.ts': '// demo\n',
  'packages/master/src/main.ts': '// master\n',
  'packages/seed/src/main.ts': '// seed\n',
  '.env': 'PASSWORD=s3cret\n',
  'docker/secrets/keyfile': 's3cret\n',
  'node_modules/some/index.js': '// installed\n',
  '.steadfast/demo/old.txt': 'an old run\n',
};

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function folders(context: TestContext) {
  const parent = await mkdtemp(join(tmpdir(), 'steadfast-submission-'));
  context.after(() => rm(parent, { recursive: true, force: true }));
  const [run, root] = [join(parent, 'run'), join(parent, 'root')];
  await write(run, RUN);
  await write(root, SOURCE);
  await chmod(join(root, 'docker/mongodb/start.sh'), 0o755);
  return { parent, run, root };
}

function textOf(content: Uint8Array | undefined): string {
  return Buffer.from(content ?? []).toString();
}

describe('the submission', () => {
  test('contains sources, MongoDB entries, scripts, logs, the chaos record and the verdict, and nothing else', async (context) => {
    const { run, root } = await folders(context);
    const files = unzipSync(zipFiles(await collectFiles(run, root)));
    assert.deepEqual(Object.keys(files), [
      'README.txt',
      'verdict.html',
      'chaos/chaos.jsonl',
      'chaos/run.json',
      'chaos/seeded.jsonl',
      'chaos/verdict.txt',
      'logs/master1.log',
      'logs/slave1.journal.jsonl',
      'logs/slave1.log',
      'logs/slave1.out',
      'mongodb/after-tasks.txt',
      'mongodb/before-tasks.txt',
      'mongodb/ledger.txt',
      'scripts/Makefile',
      'scripts/compose.yaml',
      'scripts/docker/master.Dockerfile',
      'scripts/docker/mongodb/start.sh',
      'scripts/packages/seed/src/main.ts',
      'scripts/tests/chaos/demo.test.ts',
      'source/Makefile',
      'source/compose.yaml',
      'source/docker/master.Dockerfile',
      'source/docker/mongodb/start.sh',
      'source/packages/master/src/main.ts',
      'source/packages/seed/src/main.ts',
      'source/tests/chaos/demo.test.ts',
    ]);
    assert.match(textOf(files['README.txt']), /3 of 3 tasks succeeded in 4\.2 s: 2 kills\.\n[^]*verdict\.html/);
  });

  test('contains a page with links to its files', async (context) => {
    const { run, root } = await folders(context);
    const files = unzipSync(zipFiles(await collectFiles(run, root)));
    const page = textOf(files['verdict.html']).replaceAll(/\s+>/g, '>');
    const addresses = [...page.matchAll(/href="([^#"]+)"/g)].map(([, address = '']) => address);
    assert.deepEqual(addresses, ['logs/master1.log', 'logs/slave1.log']);
    for (const [, file = ''] of page.matchAll(/data-file="([^"]+)"/g)) assert.ok(file in files, file);
    assert.match(
      page,
      /<a class="place" href="logs\/master1\.log" data-file="logs\/master1\.log">logs\/master1\.log:1<\/a>/,
    );
    assert.match(
      page,
      /href="#line-mongodb-tasks\.txt-3" data-file="mongodb\/after-tasks\.txt">mongodb\/after-tasks\.txt:3<\/a>/,
    );
    assert.match(page, /<a class="file" href="logs\/slave1\.log">logs\/slave1\.log<\/a>/);
    assert.match(page, /<a href="#requirements">requirements<\/a>/);
  });

  test('contains no secrets', async (context) => {
    const { run, root } = await folders(context);
    const files = await collectFiles(run, root);
    for (const { path, content } of files) assert.ok(!textOf(content).includes('s3cret'), path);
    const log = files.find(({ path }) => path === 'logs/master1.log');
    assert.match(textOf(log?.content), /"mongodb:\/\/\*\*\*@db:27017\/steadfast"/);
  });

  test('can be judged again by its files, until one of them is changed', async (context) => {
    const { parent, root } = await folders(context);
    const run = await runFolder(context, wholeRun());
    await writeRunFile(run, { startedAtMs: 0, expectations: RUN_WITH_KILLS, problems: [] });
    for (const file of ['verdict.txt', 'verdict.html'] as const) await writeFile(join(run, file), RUN[file] ?? '');
    const unpacked = join(parent, 'unpacked');
    // The installed packages of the sources contain logs, too.
    await write(unpacked, { 'source/node_modules/some/npm.log': 'not evidence\n' });
    for (const { path, content } of await collectFiles(run, root)) await write(unpacked, { [path]: textOf(content) });
    const check = () => spawnSync(process.execPath, [CHECKER, unpacked], { encoding: 'utf8' });
    const { status, stdout, stderr } = check();
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /MongoDB\s+entries\s+from\s+mongodb\/after-tasks\.txt\s+and\s+mongodb\/ledger\.txt/);
    const journal = join(unpacked, 'logs/slave2.journal.jsonl');
    await writeFile(journal, (await readFile(journal, 'utf8')).replace(/"sleptMs":\d+/, '"sleptMs":5'));
    assert.equal(check().status, 1);
  });

  test('is reproducible byte by byte', async (context) => {
    const { run, root } = await folders(context);
    const [one, other] = [zipFiles(await collectFiles(run, root)), zipFiles(await collectFiles(run, root))];
    assert.ok(Buffer.from(one).equals(other));
  });

  test('preserves which files are executable', async (context) => {
    const { run, root } = await folders(context);
    const executable = (await collectFiles(run, root)).filter((file) => file.executable).map(({ path }) => path);
    assert.deepEqual(executable, ['scripts/docker/mongodb/start.sh', 'source/docker/mongodb/start.sh']);
  });

  test('is written by the program, with the real sources', async (context) => {
    const { parent, run } = await folders(context);
    const output = join(parent, 'submission.zip');
    const stdout = await outputOf(process.execPath, [MAIN, '--run', run, '--output', output], {
      timeoutMs: WRITE_TIMEOUT_MS,
    });
    assert.match(stdout, /submission\.zip: \d+ files, \d+\.\d MB\. Unzip it, and open verdict\.html\./);
    const files = unzipSync(await readFile(output));
    for (const path of [
      'source/package.json',
      'source/packages/master/src/main.ts',
      'scripts/tests/chaos/demo.test.ts',
    ])
      assert.ok(path in files, path);
    assert.ok(!Object.keys(files).some((path) => path.includes('node_modules')));
  });

  test('is refused for an unfinished run, and for a path that is not a folder', async (context) => {
    const { run, root, parent } = await folders(context);
    await rm(join(run, 'verdict.html'));
    await assert.rejects(collectFiles(run, root), /does not contain a finished run: verdict\.html is missing/);
    await assert.rejects(collectFiles(join(parent, 'nothing'), root), /nothing is not a folder/);
  });
});

describe('secrets', () => {
  test('are recognized by their path', () => {
    for (const path of [
      '.env',
      '.env.local',
      'docker/mongo.env',
      'secrets/a',
      'x/secret/b',
      'keyfile',
      'a/mongo-keyfile',
      'tls.pem',
    ])
      assert.ok(isSecret(path), path);
    for (const path of ['src/environment.ts', 'src/secrets.ts', 'docker/make-keyfile.sh', 'src/keys.ts'])
      assert.ok(!isSecret(path), path);
  });

  test('are redacted in every MongoDB URL', () => {
    assert.equal(
      redactCredentials('"mongodb://a:b@h:1/x" mongodb+srv://u:p@w@h/ mongodb://h:2/ mail@h'),
      '"mongodb://***@h:1/x" mongodb+srv://***@h/ mongodb://h:2/ mail@h',
    );
  });
});
