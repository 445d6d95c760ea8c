import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { freePort, startCluster } from '@steadfast/cluster';
import { waitUntil } from '@steadfast/runtime/testing';
import { makeClone, userEnvironment } from './support/clone.ts';
import { callMaster, parseGrpcurl } from './support/grpcurl.ts';
import { readDocument } from './support/markdown.ts';
import { startCommand, type StartedCommand } from './support/run-command.ts';
import { parseShell } from './support/shell.ts';

const README = readDocument('README.md');

/** The commands in the `sh` blocks, each as a list of words. */
const COMMANDS = README.blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => parseShell(text).map(({ words }) => words));

/**
 * Returns the commands that begin with these words, in the order of the document.
 * @throws {Error} when there is none
 */
function commandsWith(...prefix: readonly string[]): (readonly string[])[] {
  const found = COMMANDS.filter((words) => prefix.every((word, index) => words[index] === word));
  assert.ok(found.length > 0, `README.md has no command ${prefix.join(' ')}`);
  return found;
}

function firstCommandWith(...prefix: readonly string[]): readonly string[] {
  return commandsWith(...prefix)[0] ?? [];
}

describe('a reader of README.md', () => {
  let folder = '';
  let env: NodeJS.ProcessEnv = {};
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'steadfast-readme-'));
    makeClone(join(folder, 'clone'));
    // A machine on which containers of this project run is no reason to seed them.
    env = { ...(await userEnvironment()), SEED_TARGET: 'cluster' };
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts a command in the clone; it is killed after the test if it is still running then. */
  function start(context: TestContext, words: readonly string[]): StartedCommand {
    const command = startCommand(words, { cwd: join(folder, 'clone'), env });
    context.after(() => command.signal('SIGKILL'));
    return command;
  }

  test('starts a cluster, inserts tasks, inspects them while a slave is killed, and stops it', async (context) => {
    const cluster = start(context, firstCommandWith('npx', 'steadfast-cluster'));
    await cluster.printed(/^Ready\.$/mu);
    const [, address = ''] = /^masters {2}(\S+)$/mu.exec(cluster.output()) ?? [];

    const seed = start(context, firstCommandWith('make', 'seed'));
    assert.equal(await seed.exited(), 0, seed.output());
    assert.match(seed.output(), /^100 tasks inserted into database /mu);

    const ask = (words: readonly string[]): Promise<object> => callMaster(address, parseGrpcurl(words.slice(1)));
    await waitUntil('three slaves are busy', async () => {
      const response = await ask(['grpcurl', address, 'steadfast.v1.InspectorService/GetCluster']);
      return (response as { slaves: { busy: number } | null }).slaves?.busy === 3;
    });
    const { processes } = JSON.parse(readFileSync(join(folder, 'clone/.steadfast/cluster/pids.json'), 'utf8')) as {
      processes: { name: string; pid: number }[];
    };
    const slave2 = processes.find(({ name }) => name === 'slave2');
    assert.ok(slave2);
    process.kill(slave2.pid, 'SIGKILL');
    await cluster.printed(/^slave2 restarted/mu);

    const requests = commandsWith('grpcurl').filter((words) => words.at(-1) !== 'list');
    assert.ok(requests.length >= 4);
    for (const words of requests) assert.ok(Object.keys(await ask(words)).length > 0, words.join(' '));

    cluster.signal('SIGINT');
    await cluster.exited();
    assert.match(cluster.output(), /^stopped$/mu);
  });

  test('runs a master, a slave and the seed program on machines of their own', async (context) => {
    const directory = join(folder, 'mongod');
    const mongod = await startCluster({ directory, masters: 0, slaves: 0, restart: false });
    context.after(() => mongod.stop());
    const port = `:${await freePort()}`;
    const onThisMachine = (words: readonly string[]): string[] =>
      words.map((word) =>
        word
          .replace('mongodb://db:27017', mongod.mongoUrl)
          .replace(/^(?:host1|0\.0\.0\.0)(?=:)/u, '127.0.0.1')
          .replace(/:50051$/u, port),
      );
    const master = start(context, onThisMachine(firstCommandWith('npx', 'steadfast-master')));
    const slave = start(context, onThisMachine(firstCommandWith('npx', 'steadfast-slave')));
    const seed = start(context, onThisMachine(firstCommandWith('npx', 'steadfast-seed')));
    assert.equal(await seed.exited(), 0, seed.output());
    assert.match(seed.output(), /^100 tasks inserted into database steadfast at 127\.0\.0\.1:\d+/mu);
    await master.printed(/"event":"epoch\.began"/u);
    await slave.printed(/"event":"task\.running"/u);
    for (const command of [slave, master]) command.signal('SIGKILL');
  });

  test('inserts tasks with the Node.js examples of docs/tasks.md', async (context) => {
    const examples = readDocument('docs/tasks.md').blocks.filter(
      ({ language, text }) => language === 'js' && text.startsWith('import '),
    );
    assert.ok(examples.length > 0);
    const directory = join(folder, 'mongod-of-examples');
    const mongod = await startCluster({ directory, masters: 0, slaves: 0, restart: false });
    context.after(() => mongod.stop());
    for (const { line, text } of examples) {
      const file = `tasks-line-${line}.mjs`;
      writeFileSync(
        join(folder, 'clone', file),
        text.replaceAll(/'mongodb:[^']*'/gu, () => `'${mongod.mongoUrl}'`),
      );
      const example = start(context, ['node_modules/.bin/node', file]);
      assert.equal(await example.exited(), 0, `docs/tasks.md:${line}: ${example.output()}`);
    }
  });

  test('starts programs with npx although the npm registry cannot be reached', async (context) => {
    const help = start(context, ['npx', 'steadfast-check', '--help']);
    assert.equal(await help.exited(), 0, help.output());
    assert.match(help.output(), /^steadfast-check \[DIRECTORY\] \[options\]/mu);
  });
});
