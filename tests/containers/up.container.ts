import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import { docker, dockerLines } from '@steadfast/chaos/containers/docker';
import { findProject, type Project } from '@steadfast/chaos/containers/project';
import { containerOf, script, upProject, within } from './support/cluster.ts';

/** A second `make up` builds from what is cached, and starts nothing. */
const SECOND_UP_MS = 30_000;

/** A container is healthy within seconds; a busy engine may need minutes. */
const HEALTHY_MS = 300_000;

/** What an engine gives for a container: who runs it, and what it may do. */
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
  let everybody: string[];
  before(async () => {
    project = await upProject();
    everybody = ['mongodb', 'master1', 'slave1', 'slave2', 'slave3'].map((name) => containerOf(project, name));
  });

  test('leaves all of them healthy', async () => {
    for (const container of everybody) assert.equal(await healthOf(container), 'healthy', container);
  });

  test('takes seconds the second time, and says what can be done next', async () => {
    const startedMs = performance.now();
    const said = await script('up');
    assert.ok(performance.now() - startedMs < SECOND_UP_MS);
    for (const next of [/slave1, slave2, slave3/, /make seed/, /make chaos/, /grpcurl -plaintext/])
      assert.match(said, next);
  });

  test('runs everybody as an ordinary user, without capabilities, on a file system that cannot be written', async () => {
    for (const container of everybody) {
      const [security] = await dockerLines('inspect', '--format', SECURITY, container);
      assert.match(security ?? '', /^(?!0|root)\d+:\d+ true \[ALL\] \[no-new-privileges:true\]$/);
      assert.notEqual((await within(container, 'touch /somewhere')).code, 0);
    }
  });

  test('lets slaves join while it runs, and leave again', async () => {
    await script('scale', { SLAVES: '5' });
    const grown = await findProject(process.env);
    await waitForHealth(containerOf(grown, 'slave5'));
    await script('scale', { SLAVES: '3' });
    assert.equal((await findProject(process.env)).containers.has('slave4'), false);
  });

  test('stops slave and master in order at SIGTERM', async () => {
    for (const name of ['slave3', 'master1']) {
      const container = containerOf(project, name);
      await docker('stop', container);
      assert.deepEqual(await dockerLines('inspect', '--format', '{{.State.ExitCode}}', container), ['0'], name);
      await docker('start', container);
      await waitForHealth(container);
    }
  });
});
