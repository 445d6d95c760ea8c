import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../check-variables.ts', import.meta.url));

/** Returns what is said about the variables of a `make` command. */
function warningsAbout(target: string, ...names: readonly string[]): string {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, target, ...names], { encoding: 'utf8' });
  assert.equal(status, 0);
  return stderr;
}

describe('a make command', () => {
  test('with a misspelled variable leads to a warning that names the nearest one', () => {
    assert.equal(warningsAbout('demo', 'TASK'), 'warning: make demo does not use TASK; did you mean TASKS?\n');
    assert.match(warningsAbout('cluster', 'MONGOPORT'), /did you mean MONGO_PORT\?/);
    assert.match(warningsAbout('demo', 'max_sleep'), /did you mean MAX_SLEEP\?/);
  });

  test('with a variable of another target leads to a warning that lists its own', () => {
    assert.equal(
      warningsAbout('demo', 'COUNT'),
      'warning: make demo does not use COUNT; it uses TASKS, SLAVES, MIN_SLEEP, MAX_SLEEP, KILLS, RANDOM_SEED\n',
    );
  });

  test('with known variables leads to no warning', () => {
    assert.equal(warningsAbout('demo', 'TASKS', 'RANDOM_SEED', 'STEADFAST_MONGO_URL', 'NODE'), '');
    assert.equal(warningsAbout('seed', 'COUNT', 'SEED_TARGET', 'COMPOSE_PROJECT_NAME'), '');
    assert.equal(warningsAbout('cluster', 'SLAVES', 'PORT', 'MONGO_PORT'), '');
  });
});
