import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCluster, type Cluster, type ClusterOptions } from '../src/cluster.ts';
import type { ProcessEvent } from '../src/supervisor.ts';
import { afterwards, isAlive, temporaryFolder, until } from './support.ts';

const FAKE_MEMBER = fileURLToPath(new URL('./fake-member.ts', import.meta.url));
const FAKE_LAUNCHER = fileURLToPath(new URL('./fake-launcher.ts', import.meta.url));

const PROGRAMS = { master: FAKE_MEMBER, slave: FAKE_MEMBER };

/** A cluster of stand-ins; nobody connects to the database it names. */
async function start(context: TestContext, options: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const cluster = await startCluster({
    directory: await temporaryFolder(context),
    slaves: 2,
    mongoUrl: 'mongodb://127.0.0.1:1/',
    restart: true,
    backOff: { firstMs: 1, mostMs: 1, resetAfterMs: 1 },
    programs: PROGRAMS,
    ...options,
  });
  afterwards(context, () => cluster.stop());
  return cluster;
}

/** What a stand-in printed in each of its lives, once it has printed so many lines. */
async function printedBy(cluster: Cluster, name: string, lines: number) {
  const read = async (): Promise<string[]> => {
    const text = await readFile(join(cluster.directory, `${name}.out`), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  };
  await until(`${name} has printed ${lines} lines`, async () => (await read()).length >= lines);
  return (await read()).map((line) => JSON.parse(line) as { arguments: string[]; url: string | null });
}

describe('a cluster', () => {
  test('starts masters and slaves by their fixed command lines, and only masters are told the database', async (context) => {
    const cluster = await start(context, { masters: 2, slaveOptions: ['--drain-timeout', '1'], logLevel: 'debug' });
    const { directory, masterAddresses } = cluster;
    assert.deepEqual([...cluster.processes.keys()], ['master1', 'master2', 'slave1', 'slave2']);
    const log = (name: string) => [
      '--name',
      name,
      '--log-file',
      join(directory, `${name}.log`),
      '--log-level',
      'debug',
    ];
    const [master] = await printedBy(cluster, 'master2', 1);
    assert.deepEqual(master?.arguments, ['--listen', masterAddresses[1], ...log('master2')]);
    assert.equal(master?.url, 'mongodb://127.0.0.1:1/');
    const [slave] = await printedBy(cluster, 'slave1', 1);
    const journal = ['--journal', join(directory, 'slave1.journal.jsonl')];
    const expected = ['--master', masterAddresses.join(','), ...journal, ...log('slave1'), '--drain-timeout', '1'];
    assert.deepEqual(slave, { arguments: expected, url: null });
  });

  test('starts again what is killed, and tells of it', async (context) => {
    const events: ProcessEvent[] = [];
    const cluster = await start(context, { onEvent: (event) => void events.push(event) });
    const slave = cluster.process('slave2');
    const { pid } = slave;
    slave.kill('SIGKILL');
    await until('slave2 lives again', () => slave.alive && slave.pid !== pid);
    const kinds = events.filter(({ name }) => name === 'slave2').map(({ kind }) => kind);
    assert.deepEqual(kinds, ['started', 'ended', 'started']);
    assert.equal(cluster.process('slave1').lives.length, 1);
  });

  test('restarts only what it is told to', async (context) => {
    const cluster = await start(context, { restart: (name) => name === 'slave1' });
    const [slave1, slave2] = [cluster.process('slave1'), cluster.process('slave2')];
    slave1.kill('SIGKILL');
    slave2.kill('SIGKILL');
    await slave2.exited;
    await until('slave1 lives again', () => slave1.lives.length === 2);
    assert.equal(slave2.lives.length, 1);
  });

  test('keeps idle processes for later', async (context) => {
    const cluster = await start(context, { masters: 2, idle: ['master2'] });
    assert.deepEqual([cluster.process('master1').alive, cluster.process('master2').alive], [true, false]);
    cluster.process('master2').start();
    assert.equal(cluster.process('master2').alive, true);
  });

  test('takes slaves in and lets them go', async (context) => {
    const cluster = await start(context);
    assert.equal(cluster.addSlave().name, 'slave3');
    assert.equal(cluster.addSlave('other').alive, true);
    assert.throws(() => cluster.addSlave('other'), /there is a process named other already/);
    const { pid } = cluster.process('slave1');
    await cluster.removeSlave('slave1');
    assert.equal(isAlive(pid), false);
    assert.throws(() => cluster.process('slave1'), /no process named slave1/);
    assert.equal(cluster.addSlave().name, 'slave1');
  });

  test('leaves no process after stop, not even a frozen one, and none comes back', async (context) => {
    const cluster = await start(context, { backOff: { firstMs: 60_000, mostMs: 60_000, resetAfterMs: 1 } });
    const pids = [...cluster.processes.values()].map(({ pid }) => pid);
    cluster.process('slave1').freeze();
    cluster.process('slave2').kill('SIGKILL');
    await cluster.process('slave2').exited;
    await cluster.stop();
    assert.deepEqual(pids.map(isAlive), [false, false, false]);
    assert.ok([...cluster.processes.values()].every(({ alive }) => !alive));
  });

  test('has its folder to itself', async (context) => {
    const cluster = await start(context);
    const { directory } = cluster;
    await assert.rejects(start(context, { directory }), /running in .* already.*--directory/s);
    await printedBy(cluster, 'slave1', 1);
    await cluster.stop();
    const next = await start(context, { directory });
    assert.equal((await printedBy(next, 'slave1', 2)).length, 2);
  });

  test('brings a real mongod that is killed and restarted like anything else', async (context) => {
    const directory = await temporaryFolder(context);
    const cluster = await startCluster({ directory, slaves: 0, masters: 0, restart: true });
    afterwards(context, () => cluster.stop());
    const mongod = cluster.process('mongod');
    mongod.kill('SIGKILL');
    await until('mongod lives again', () => mongod.lives.length === 2 && mongod.alive);
    assert.match(cluster.mongoUrl, /^mongodb:\/\/127\.0\.0\.1:\d+\//);
  });
});

/** Starts a launcher in a process of its own; gives the process and the pids of its cluster. */
async function launch(context: TestContext, directory: string) {
  const launcher = spawn(process.execPath, [FAKE_LAUNCHER, directory, FAKE_MEMBER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  afterwards(context, () => launcher.kill('SIGKILL'));
  const [line] = (await once(launcher.stdout, 'data')) as [Buffer];
  return { launcher, pids: JSON.parse(line.toString()) as number[] };
}

describe('when its launcher is killed', () => {
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    test(`by ${signal}, its processes are gone at once`, async (context) => {
      const { launcher, pids } = await launch(context, await temporaryFolder(context));
      assert.deepEqual(pids.map(isAlive), [true, true, true]);
      launcher.kill(signal);
      await until('they are gone', () => !pids.some(isAlive));
    });

  test('what its guard could not clean up, the next start in that folder does, and it kills nobody else', async (context) => {
    const directory = await temporaryFolder(context);
    const leftover = spawn(process.execPath, [FAKE_MEMBER, '--name', directory], { stdio: 'ignore' });
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
    afterwards(context, () => [leftover, stranger].map((child) => child.kill('SIGKILL')));
    const known = ['--name', directory];
    const processes = [
      { name: 'slave1', pid: leftover.pid, arguments: known },
      { name: 'slave2', pid: stranger.pid, arguments: known },
    ];
    const launcher = { pid: stranger.pid, commandLine: 'another launcher' };
    await writeFile(join(directory, 'pids.json'), JSON.stringify({ launcher, processes }));
    const reports: string[] = [];
    await start(context, { directory, report: (line) => void reports.push(line) });
    await until('it is gone', () => !isAlive(leftover.pid));
    assert.deepEqual(reports, ['killed what an earlier launcher left behind: slave1']);
    assert.equal(isAlive(stranger.pid), true);
  });
});
