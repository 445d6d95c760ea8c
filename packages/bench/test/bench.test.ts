import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@steadfast/runtime/testing';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Runs the bench in a process of its own. */
function bench(...options: string[]) {
  return runCommand(process.execPath, [MAIN, ...options], { timeoutMs: 600_000 });
}

interface BenchReport {
  readonly machine: string;
  readonly benchmarks: readonly {
    readonly name: string;
    readonly failure?: string;
    readonly otherLoadShare: number;
    readonly measurements: readonly {
      readonly name: string;
      readonly value: number;
      readonly baseline: { readonly name: string; readonly value: number };
      readonly ratio: number;
      readonly met?: boolean;
    }[];
  }[];
}

describe('the bench', () => {
  test('compares each throughput with both limits of the database, on a machine of any speed', async () => {
    const { code, stdout, stderr } = await bench('--quick', '--only', 'throughput', '--no-fail', '--json');
    assert.equal(code, 0, stderr);
    const { machine, benchmarks } = JSON.parse(stdout) as BenchReport;
    assert.match(machine, /cores .* Node .* mongod /);
    assert.match(machine, /quiet machine: other programs used at most \d+ %/i);
    assert.match(stderr, /throughput: 64 slaves/, 'progress is printed to standard error');
    assert.equal(benchmarks.length, 1);
    const [benchmark] = benchmarks;
    assert.equal(benchmark?.name, 'throughput');
    assert.equal(benchmark?.failure, undefined);
    const measurements = benchmark?.measurements ?? [];
    const baselines = ['single inserts', 'bulk updates'];
    assert.deepEqual(
      measurements.map(({ name, baseline }) => [name, baseline.name]),
      ['1 slave', '8 slaves', '64 slaves'].flatMap((slaves) =>
        baselines.map((baseline) => [`no-op tasks, ${slaves}`, baseline]),
      ),
    );
    for (const { value, baseline, ratio } of measurements) {
      assert.ok(value > 0 && baseline.value > 0);
      assert.equal(ratio, value / baseline.value);
    }
    const withTarget = measurements.filter(({ met }) => met !== undefined);
    assert.deepEqual(
      withTarget.map(({ name, baseline }) => [name, baseline.name]),
      [
        ['no-op tasks, 8 slaves', 'single inserts'],
        ['no-op tasks, 64 slaves', 'single inserts'],
      ],
    );
  });

  test('measures many idle slaves, and the seed, start and size of a backlog', async () => {
    const { code, stdout, stderr } = await bench('--quick', '--only', 'backlog,idle', '--no-fail', '--json');
    assert.equal(code, 0, stderr);
    const { benchmarks } = JSON.parse(stdout) as BenchReport;
    for (const { name, failure } of benchmarks) assert.equal(failure, undefined, name);
    const measurements = benchmarks.flatMap((benchmark) => benchmark.measurements);
    for (const { name, value } of measurements) assert.ok(Number.isFinite(value), name);
    const names = measurements.map(({ name }) => name).join('\n');
    for (const expected of [
      /seed of 10,000/,
      /indexes built/,
      /after SIGKILL/,
      /indexes on disk/,
      /20 idle slaves joined/,
    ])
      assert.match(names, expected);
    assert.match(stderr, /indexes in MB: .*runnable/);
  });

  test('rejects an unknown benchmark and lists those that exist', async () => {
    const { code, stderr } = await bench('--only', 'throughput,colour');
    assert.equal(code, 2);
    assert.match(stderr, /colour is not one of throughput,cost/);
  });
});
