import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { docker, dockerLines } from '@steadfast/chaos/containers/docker';
import { containerOf, findProject, type Project } from '@steadfast/chaos/containers/project';
import { waitUntil } from '@steadfast/runtime/testing';
import { runInContainer, runScript, startProject } from './support/cluster.ts';

/** A second `make up` uses cached images, and starts nothing. */
const SECOND_UP_MS = 30_000;

/** A container is healthy within seconds; a busy engine may need minutes. */
const HEALTHY_MS = 300_000;

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

describe('make up', { timeout: 300_000 }, () => {
  let project: Project;
  let containers: string[];
  before(async () => {
    project = await startProject();
    containers = ['mongodb', 'master1', 'slave1', 'slave2', 'slave3'].map((name) => containerOf(project, name));
  });

  test('starts all containers, and waits until they are healthy', async () => {
    for (const container of containers) assert.equal(await healthOf(container), 'healthy', container);
  });

  test('takes seconds the second time: it neither pulls nor builds images, and prints the next steps', async () => {
    const startedMs = performance.now();
    const output = await runScript('up');
    assert.ok(performance.now() - startedMs < SECOND_UP_MS);
    assert.match(output, /images are up to date/);
    assert.doesNotMatch(output, /cannot pull|base images|image steadfast/);
    for (const next of [/slave1, slave2, slave3/, /make seed/, /make chaos/, /grpcurl -plaintext/])
      assert.match(output, next);
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
});
