import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@steadfast/runtime/testing';
import { startCluster, type Cluster, type ClusterOptions } from '../src/cluster.ts';
import { findMongod } from '../src/mongod/find-mongod.ts';
import type { ProcessEvent } from '../src/processes/supervisor.ts';
import { defer, isAlive, temporaryFolder } from './support.ts';

const FAKE_MEMBER = fileURLToPath(new URL('./fake-member.ts', import.meta.url));
const FAKE_LAUNCHER = fileURLToPath(new URL('./fake-launcher.ts', import.meta.url));

const PROGRAMS = { master: FAKE_MEMBER, slave: FAKE_MEMBER };

/** Starts a cluster of stand-ins, which do not connect to its database. */
async function start(context: TestContext, options: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const cluster = await startCluster({
    directory: await temporaryFolder(context),
    slaves: 2,
    mongoUrl: 'mongodb://127.0.0.1:1/',
    restart: true,
    backoff: { initialMs: 1, maxMs: 1, resetAfterMs: 1 },
    programs: PROGRAMS,
    ...options,
  });
  defer(context, () => cluster.stop());
  return cluster;
}

/** Returns what each incarnation of a stand-in printed, once there are `count` lines. */
async function outputOf(cluster: Cluster, name: string, count: number) {
  const read = async (): Promise<string[]> => {
    const text = await readFile(join(cluster.directory, `${name}.out`), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  };
  await waitUntil(`${name} has printed ${count} lines`, async () => (await read()).length >= count);
  return (await read()).map((line) => JSON.parse(line) as { arguments: string[]; url: string | null });
}

describe('a cluster', () => {
  test('starts masters and slaves with their documented options, and passes the MongoDB URL to masters only', async (context) => {
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
    const [master] = await outputOf(cluster, 'master2', 1);
    assert.deepEqual(master?.arguments, ['--listen', masterAddresses[1], ...log('master2')]);
    assert.equal(master?.url, 'mongodb://127.0.0.1:1/');
    const [slave] = await outputOf(cluster, 'slave1', 1);
    const journal = ['--journal', join(directory, 'slave1.journal.jsonl')];
    const expected = ['--master', masterAddresses.join(','), ...journal, ...log('slave1'), '--drain-timeout', '1'];
    assert.deepEqual(slave, { arguments: expected, url: null });
  });

  test('restarts a process that is killed, and reports both events', async (context) => {
    const events: ProcessEvent[] = [];
    const cluster = await start(context, { onEvent: (event) => void events.push(event) });
    const slave = cluster.process('slave2');
    const { pid } = slave;
    slave.kill('SIGKILL');
    await waitUntil('slave2 is restarted', () => slave.alive && slave.pid !== pid);
    const kinds = events.filter(({ name }) => name === 'slave2').map(({ kind }) => kind);
    assert.deepEqual(kinds, ['started', 'ended', 'started']);
    assert.equal(cluster.process('slave1').incarnations.length, 1);
  });

  test('restarts only the processes that its restart option selects', async (context) => {
    const cluster = await start(context, { restart: (name) => name === 'slave1' });
    const [slave1, slave2] = [cluster.process('slave1'), cluster.process('slave2')];
    slave1.kill('SIGKILL');
    slave2.kill('SIGKILL');
    await slave2.exited;
    await waitUntil('slave1 is restarted', () => slave1.incarnations.length === 2);
    assert.equal(slave2.incarnations.length, 1);
  });

  test('does not start idle processes until asked to', async (context) => {
    const cluster = await start(context, { masters: 2, idle: ['master2'] });
    assert.deepEqual([cluster.process('master1').alive, cluster.process('master2').alive], [true, false]);
    cluster.process('master2').start();
    assert.equal(cluster.process('master2').alive, true);
  });

  test('adds slaves under the first free name, and removes them', async (context) => {
    const cluster = await start(context);
    assert.equal(cluster.addSlave().name, 'slave3');
    assert.equal(cluster.addSlave('other').alive, true);
    assert.throws(() => cluster.addSlave('other'), /there is already a process named other/);
    const { pid } = cluster.process('slave1');
    await cluster.removeSlave('slave1');
    assert.equal(isAlive(pid), false);
    assert.throws(() => cluster.process('slave1'), /no process named slave1/);
    assert.equal(cluster.addSlave().name, 'slave1');
  });

  test('leaves no process behind after stop, not even a frozen one, and restarts none', async (context) => {
    const cluster = await start(context, { backoff: { initialMs: 60_000, maxMs: 60_000, resetAfterMs: 1 } });
    const pids = [...cluster.processes.values()].map(({ pid }) => pid);
    cluster.process('slave1').freeze();
    cluster.process('slave2').kill('SIGKILL');
    await cluster.process('slave2').exited;
    await cluster.stop();
    assert.deepEqual(pids.map(isAlive), [false, false, false]);
    assert.ok([...cluster.processes.values()].every(({ alive }) => !alive));
  });

  test('refuses a folder that another cluster is using, and reuses it after that one stopped', async (context) => {
    const cluster = await start(context);
    const { directory } = cluster;
    await assert.rejects(start(context, { directory }), /already running in .*--directory/s);
    await outputOf(cluster, 'slave1', 1);
    await cluster.stop();
    const next = await start(context, { directory });
    assert.equal((await outputOf(next, 'slave1', 2)).length, 2);
  });

  test('fails as soon as a member of its replica set exits, with what that printed last', async (context) => {
    const directory = await temporaryFolder(context);
    const binary = await findMongod();
    const path = join(directory, 'exiting-mongod');
    const script = `#!/bin/sh\n[ -e ${path}.first ] && { echo 'no such option'; exit 2; }\n: > ${path}.first\nexec '${binary.path}' "$@"\n`;
    await writeFile(path, script, { mode: 0o755 });
    const starting = start(context, {
      directory,
      mongoUrl: undefined,
      restart: false,
      mongod: { members: 3, binary: { ...binary, path } },
    });
    await assert.rejects(starting, /did not start: it exited \(exit code 2\)\. Last output: no such option/);
  });

  test('starts a real mongod when no database is named, and restarts it like any other process', async (context) => {
    const directory = await temporaryFolder(context);
    const cluster = await startCluster({ directory, slaves: 0, masters: 0, restart: true });
    defer(context, () => cluster.stop());
    const mongod = cluster.process('mongod');
    mongod.kill('SIGKILL');
    await waitUntil('mongod is restarted', () => mongod.incarnations.length === 2 && mongod.alive);
    assert.match(cluster.mongoUrl, /^mongodb:\/\/127\.0\.0\.1:\d+\//);
  });
});

/** Starts a launcher in a process of its own; returns the process and the process ids of its cluster. */
async function launch(context: TestContext, directory: string) {
  const launcher = spawn(process.execPath, [FAKE_LAUNCHER, directory, FAKE_MEMBER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  defer(context, () => launcher.kill('SIGKILL'));
  const [line] = (await once(launcher.stdout, 'data')) as [Buffer];
  return { launcher, pids: JSON.parse(line.toString()) as number[] };
}

describe('when the launcher of a cluster is killed', () => {
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    test(`with ${signal}, all processes of the cluster are killed`, async (context) => {
      const { launcher, pids } = await launch(context, await temporaryFolder(context));
      assert.deepEqual(pids.map(isAlive), [true, true, true]);
      launcher.kill(signal);
      await waitUntil('they are gone', () => !pids.some(isAlive));
    });

  test('the next cluster in its folder kills the processes that are left, and no process that merely has the same id', async (context) => {
    const directory = await temporaryFolder(context);
    const leftover = spawn(process.execPath, [FAKE_MEMBER, '--name', directory], { stdio: 'ignore' });
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
    defer(context, () => [leftover, stranger].map((child) => child.kill('SIGKILL')));
    const identifying = ['--name', directory];
    const processes = [
      { name: 'slave1', pid: leftover.pid, arguments: identifying },
      { name: 'slave2', pid: stranger.pid, arguments: identifying },
    ];
    const launcher = { pid: stranger.pid, commandLine: 'another launcher' };
    await writeFile(join(directory, 'pids.json'), JSON.stringify({ launcher, processes }));
    const reports: string[] = [];
    await start(context, { directory, report: (line) => void reports.push(line) });
    await waitUntil('the leftover is gone', () => !isAlive(leftover.pid));
    assert.deepEqual(reports, ['killed processes left behind by an earlier launcher: slave1']);
    assert.equal(isAlive(stranger.pid), true);
  });
});
