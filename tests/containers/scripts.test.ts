import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@steadfast/runtime/testing';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What docker prints if the user has no access to the socket of the engine. */
const NO_ACCESS =
  'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock';

const NOT_RUNNING = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';

/** The exit code and the output of a script. */
interface ScriptResult {
  readonly status: number | null;
  readonly output: string;
}

describe('the container scripts', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steadfast-scripts-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Puts a shell script in front of the `PATH`. */
  const fake = async (program: string, script: string): Promise<void> => {
    await writeFile(join(folder, program), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, program), 0o755);
  };
  const run = (script: string, environment: Record<string, string> = {}): ScriptResult => {
    const { CI: _ci, ENGINE: _engine, BASES: _bases, ...inherited } = process.env;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
      cwd: ROOT,
      env: { ...inherited, ...environment, FOLDER: folder, PATH: `${folder}${delimiter}${process.env['PATH']}` },
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };

  for (const script of ['up', 'seed', 'chaos', 'submission'])
    test(`tell a user without access to the engine to join the group docker: ${script}.sh`, async () => {
      await fake('docker', `echo '${NO_ACCESS}' >&2; exit 1`);
      const { status, output } = run(`bash docker/${script}.sh`);
      assert.equal(status, 1, output);
      assert.match(output, new RegExp(`sudo usermod -aG docker ${userInfo().username}, then log in again`));
      assert.doesNotMatch(output, /docker-engine/);
    });

  test('say how to start an engine that does not respond', async () => {
    await fake('docker', `echo '${NOT_RUNNING}' >&2; exit 1`);
    const { status, output } = run('bash docker/up.sh');
    assert.equal(status, 1, output);
    assert.match(output, /sudo systemctl start docker/);
  });

  test('do not install or start an engine for the tests unless told to', async () => {
    await fake('docker', `echo '${NOT_RUNNING}' >&2; exit 1`);
    for (const program of ['apt-get', 'dockerd', 'systemctl']) await fake(program, `echo "called ${program}"`);
    const { status, output } = run('bash tests/containers/run.sh');
    assert.equal(status, 1, output);
    assert.match(output, /the Docker engine does not respond/);
    assert.doesNotMatch(output, /called|install|starting/);
  });

  test('try to pull base images once, and again if BASES=pull', async () => {
    await fake('docker', 'case "$1" in pull) echo "pulled $3" >&2; exit 1 ;; *) exit 1 ;; esac');
    const choose = [
      'source docker/settings.sh; source docker/bases.sh',
      'DECISION="$FOLDER/bases"; build_offline_bases() { print built; }',
      'choose_bases; choose_bases; BASES=pull choose_bases',
    ];
    const { status, output } = run(choose.join('; '));
    assert.equal(status, 0, output);
    const lines = output.split('\n').filter((line) => /^(?:cannot pull|built)/.test(line));
    assert.deepEqual(
      lines.map((line) => line.split(' ', 2).join(' ')),
      ['cannot pull', 'built', 'built', 'cannot pull', 'built'],
    );
  });

  test(
    'start a daemon that does not inherit open files, such as locks',
    { skip: process.platform !== 'linux' },
    async () => {
      const log = join(folder, 'daemon.log');
      const daemon = `sh -c 'ls -l /proc/$$/fd; echo end'`;
      const { status, output } = run(
        `exec 9>"$FOLDER/lock" 17>&1; source docker/daemon.sh; start_daemon ${log} ${daemon}`,
      );
      assert.equal(status, 0, output);
      let printed = '';
      await waitUntil('the daemon has listed its open files', async () => {
        printed = await readFile(log, 'utf8');
        return printed.endsWith('end\n');
      });
      assert.match(printed, / 0 -> \/dev\/null\n/);
      assert.doesNotMatch(printed, /lock|pipe/);
    },
  );
});
