import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { chooseSeedTarget, findContainers, parseSeedTarget, type ContainersState } from '../src/seed-target.ts';
import { defer, temporaryFolder } from './support.ts';

const [UP, DOWN] = [{ exist: true }, { exist: false }];
const UNKNOWN: ContainersState = { exist: undefined, reason: 'permission denied' };

/** Puts a command with a script as its content first on the PATH. */
async function fakeCommand(context: TestContext, name: string, script: string): Promise<void> {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = `${folder}${delimiter}${path}`;
  defer(context, () => (process.env['PATH'] = path));
}

describe('make seed', () => {
  for (const [what, target, isClusterRunning, containers] of [
    ['the local cluster if only that is running', 'cluster', true, DOWN],
    ['the local cluster if it is running and docker does not respond', 'cluster', true, UNKNOWN],
    ['the containers if only these are running', 'containers', false, UP],
  ] as const)
    test(`seeds ${what}`, () => assert.equal(chooseSeedTarget(undefined, isClusterRunning, containers), target));

  test('seeds the target that is named', () => {
    assert.equal(chooseSeedTarget('cluster', true, UP), 'cluster');
    assert.equal(chooseSeedTarget('containers', true, UP), 'containers');
    assert.deepEqual(
      [parseSeedTarget('cluster'), parseSeedTarget(''), parseSeedTarget(undefined)],
      ['cluster', undefined, undefined],
    );
  });

  for (const [what, choose, message] of [
    [
      'how to choose if both are running',
      () => chooseSeedTarget(undefined, true, UP),
      /make seed SEED_TARGET=cluster or SEED_TARGET=containers$/,
    ],
    [
      'what to start if nothing is running',
      () => chooseSeedTarget(undefined, false, DOWN),
      /^nothing is running that could be seeded; .*make cluster, or containers with make up$/,
    ],
    [
      'that docker does not respond',
      () => chooseSeedTarget(undefined, false, UNKNOWN),
      /\(containers could not be listed: permission denied\)/,
    ],
    [
      'what to start if the named cluster is not running',
      () => chooseSeedTarget('cluster', false, UP),
      /start one with make cluster$/,
    ],
    [
      'the known targets',
      () => parseSeedTarget('clusters'),
      /SEED_TARGET must be cluster or containers, not "clusters"/,
    ],
  ] as const)
    test(`says ${what}`, () => assert.throws(choose, { name: 'UsageError', message }));

  test('finds the containers of its project', async (context) => {
    await fakeCommand(context, 'docker', 'case "$*" in *project=mine*) echo mine-mongodb-1 ;; esac');
    assert.deepEqual(await findContainers('mine'), { exist: true });
    assert.deepEqual(await findContainers('other'), { exist: false });
  });

  test('knows why containers cannot be listed', async (context) => {
    await fakeCommand(context, 'docker', 'echo "permission denied" >&2; exit 1');
    assert.deepEqual(await findContainers('mine'), { exist: undefined, reason: 'docker failed: permission denied' });
  });
});
