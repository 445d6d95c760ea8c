import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { docker, dockerLines } from '@steadfast/chaos/containers/docker';
import { containerOf, findProject, type Project } from '@steadfast/chaos/containers/project';
import { waitUntil } from '@steadfast/runtime/testing';
import { runInContainer, runScript, startProject } from './support/cluster.ts';

/** A container is healthy within seconds; a busy engine may need minutes. */
const HEALTHY_MS = 300_000;

/** More than the slaves can finish before `make down` stops them. */
const TASKS = 12;

/** The format of `docker inspect` for the user and the privileges of a container. */
const SECURITY = '{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}';

async function healthOf(container: string): Promise<string> {
  return (await dockerLines('inspect', '--format', '{{.State.Health.Status}}', container)).join('');
}

/** Waits until the engine reports a container as healthy. */
function waitForHealth(container: string): Promise<boolean> {
  const healthy = async (): Promise<boolean> => (await healthOf(container)) === 'healthy';
  return waitUntil(`${container} is healthy`, healthy, { timeoutMs: HEALTHY_MS, pollMs: 100 });
}

/** Returns the events in the logs of the slaves that concern one attempt of a task, as `EVENT TASK ATTEMPT`. */
async function slaveEvents({ recordFolders }: Project): Promise<string[]> {
  const logs = [...recordFolders].flatMap(([name, folders]) =>
    name.startsWith('slave') ? folders.map((folder) => join(folder, `${name}.log`)) : [],
  );
  const texts = await Promise.all(logs.map((log) => readFile(log, 'utf8')));
  return texts
    .flatMap((text) => text.split('\n').filter((line) => line !== ''))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ taskId }) => taskId !== undefined)
    .map(({ event, taskId, attempt }) => `${String(event)} ${String(taskId)} ${String(attempt)}`);
}

describe('make up', { timeout: 1_800_000 }, () => {
  let project: Project;
  let containers: string[];
  before(async () => {
    project = await startProject();
    containers = ['mongodb', 'master1', 'slave1', 'slave2', 'slave3'].map((name) => containerOf(project, name));
  });

  test('starts all containers, and waits until they are healthy', async () => {
    for (const container of containers) assert.equal(await healthOf(container), 'healthy', container);
  });

  test('neither pulls nor builds images the second time, and prints the next steps', async () => {
    const output = await runScript('up');
    assert.match(output, /images are up to date/);
    assert.doesNotMatch(output, /cannot pull|base images|image steadfast/);
    for (const next of [/slave1, slave2, slave3/, /make seed/, /make chaos/, /grpcurl -plaintext/])
      assert.match(output, next);
  });

  test('names the port if it is in use', async () => {
    const other = { COMPOSE_PROJECT_NAME: 'steadfast-test-port' };
    const port = process.env['STEADFAST_PORT'] ?? '50051';
    // An aborted run may have left a database there.
    await runScript('down', { ...other, DATA: 'remove' });
    await assert.rejects(runScript('up', other), new RegExp(`port ${port} of this machine is in use`));
    await runScript('down', { ...other, DATA: 'remove' });
  });

  test('runs containers as an unprivileged user, without capabilities, on a read-only file system', async () => {
    for (const container of containers) {
      const [security] = await dockerLines('inspect', '--format', SECURITY, container);
      assert.match(security ?? '', /^(?!0|root)\d+:\d+ true \[ALL\] \[no-new-privileges:true\]$/);
      assert.notEqual((await runInContainer(container, 'touch /somewhere')).code, 0);
    }
  });

  test('can be followed by scaling the slaves up and down', async () => {
    await runScript('scale', { SLAVES: '5' });
    const grown = await findProject(process.env);
    await waitForHealth(containerOf(grown, 'slave5'));
    await runScript('scale', { SLAVES: '3' });
    assert.equal((await findProject(process.env)).containers.has('slave4'), false);
  });

  test('starts containers that stop gracefully on SIGTERM', async () => {
    for (const name of ['slave3', 'master1']) {
      const container = containerOf(project, name);
      await docker('stop', container);
      assert.deepEqual(await dockerLines('inspect', '--format', '{{.State.ExitCode}}', container), ['0'], name);
      await docker('start', container);
      await waitForHealth(container);
    }
  });

  test('can be followed by make down: slaves finish what they run, and the master records it', async () => {
    const earlier = new Set(await slaveEvents(project));
    await runScript('seed', { COUNT: `${TASKS}`, MIN_SLEEP: '2', MAX_SLEEP: '3' });
    await waitUntil('slaves run tasks', async () =>
      (await slaveEvents(project)).some((event) => event.startsWith('task.running') && !earlier.has(event)),
    );
    assert.match(await runScript('down'), /are kept; make down DATA=remove removes them too/);
    const events = new Set((await slaveEvents(project)).filter((event) => !earlier.has(event)));
    const attempts = (kind: string): string[] =>
      [...events].flatMap((event) => (event.startsWith(`${kind} `) ? event.slice(kind.length + 1) : [])).toSorted();
    assert.ok(attempts('task.running').length > 0);
    assert.deepEqual(attempts('task.finished'), attempts('task.running'));
    assert.deepEqual(attempts('task.success'), attempts('task.running'));
    assert.match(await runScript('down'), /^Nothing is running\. The database, logs and journals are kept/);
  });
});
