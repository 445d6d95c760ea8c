import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

const run = promisify(execFile);

/** The bench on its own Node; rejects with `code` and `stderr` when it does not end with 0. */
function bench(...options: string[]) {
  return run(process.execPath, [MAIN, ...options], { timeout: 120_000 });
}

interface Report {
  readonly machine: string;
  readonly sections: readonly {
    readonly name: string;
    readonly failure?: string;
    readonly othersShare: number;
    readonly figures: readonly {
      readonly name: string;
      readonly value: number;
      readonly limit: { readonly name: string; readonly value: number };
      readonly ratio: number;
      readonly reached?: boolean;
    }[];
  }[];
}

describe('the bench', () => {
  test('gives each throughput beside both limits of the database, whatever the speed', async () => {
    const { stdout, stderr } = await bench('--quick', '--only', 'throughput', '--no-fail', '--json');
    const { machine, sections } = JSON.parse(stdout) as Report;
    assert.match(machine, /cores .* Node .* mongod /);
    assert.match(stderr, /throughput: 64 slaves/, 'progress goes to standard error');
    assert.equal(sections.length, 1);
    const [section] = sections;
    assert.equal(section?.name, 'throughput');
    assert.equal(section?.failure, undefined);
    const rows = section?.figures ?? [];
    const limits = ['single inserts', 'bulk updates'];
    assert.deepEqual(
      rows.map(({ name, limit }) => [name, limit.name]),
      ['1 slave', '8 slaves', '64 slaves'].flatMap((slaves) =>
        limits.map((limit) => [`no-op tasks, ${slaves}`, limit]),
      ),
    );
    for (const { value, limit, ratio } of rows) {
      assert.ok(value > 0 && limit.value > 0);
      assert.equal(ratio, value / limit.value);
    }
    const judged = rows.filter(({ reached }) => reached !== undefined);
    assert.deepEqual(
      judged.map(({ name, limit }) => [name, limit.name]),
      [
        ['no-op tasks, 8 slaves', 'single inserts'],
        ['no-op tasks, 64 slaves', 'single inserts'],
      ],
    );
  });

  test('refuses to measure what it does not know, and says what it does', async () => {
    await assert.rejects(bench('--only', 'throughput,colour'), {
      code: 2,
      stderr: /colour is none of throughput,cost/,
    });
  });
});
