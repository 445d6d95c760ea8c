import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, describe, test } from 'node:test';
import { savePlan } from '../src/campaign/saved-plan.ts';
import { drawPlan } from '../src/random/draw-plan.ts';
import { runWorld } from '../src/random/run-world.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function runNode(...argv: readonly string[]) {
  return spawnSync(process.execPath, argv, { encoding: 'utf8', cwd: ROOT });
}
function run(...argv: readonly string[]) {
  return runNode(MAIN, ...argv);
}

/** A module that injects a bug before anything else is loaded, in every thread. */
const INJECT_MUTANT = new URL('inject-mutant.ts', import.meta.url).href;

describe('the simulate command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  after(() => rmSync(folder, { recursive: true }));

  test('runs a campaign and prints a report', () => {
    const { status, stdout, stderr } = run('--from', '1', '--worlds', '30', '--workers', '2');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Simulating 30 worlds from seed 1 on 2 threads\.$/m);
    assert.match(stdout, /worlds +30, seeds 1 to 30$/m);
    assert.match(stdout, /^All \d+ promises were kept in 30 worlds\.$/m);
    assert.match(stdout, /^Coverage not checked: fewer than 500 worlds\.$/m);
    assert.ok(!`${stdout}${stderr}`.includes('\u001B'), 'the output has no escape sequences');
  });

  test('prints the random first seed when none is given', () => {
    const { status, stdout } = run('--worlds', '2', '--workers', '1');
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^Simulating 2 worlds from seed \d+ on 1 thread\.$/m);
  });

  test('prints nothing but JSON with --json', () => {
    const { status, stdout } = run('--from', '1', '--worlds', '30', '--json');
    assert.equal(status, 0);
    const { kept, worlds, failure, coverage, counts } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual({ kept, worlds, failure }, { kept: true, worlds: 30, failure: null });
    assert.deepEqual(coverage, { expected: 0, missing: [] });
    assert.ok(Object.keys(counts as object).includes('fact task.success'));
  });

  test('prints the transcript of a single seed', () => {
    const { status, stdout } = run('--seed', '5');
    assert.equal(status, 0);
    assert.match(stdout, /^The world of seed 5: /);
    assert.match(stdout, /^ +\d+\.\d{3} {2}master1 +started as master1\.1$/m);
    const trace = runWorld(drawPlan(5)).trace.toString(16).padStart(8, '0');
    assert.match(stdout, new RegExp(`^All promises were kept: .*, trace ${trace}\\.$`, 'm'));
  });

  test('replays a saved plan exactly, with and without --json', () => {
    const path = join(folder, 'seed-5.json');
    savePlan(path, drawPlan(5));
    assert.equal(run('--plan', path).stdout, run('--seed', '5').stdout);
    const { kept, trace } = JSON.parse(run('--plan', path, '--json').stdout) as Record<string, unknown>;
    assert.deepEqual({ kept, trace }, { kept: true, trace: runWorld(drawPlan(5)).trace });
  });

  test('exits with 1 when a plan breaks a promise', () => {
    const path = join(folder, 'broken.json');
    const plan = drawPlan(5);
    // A task that is inserted long after the deadline for all tasks.
    const late = { taskId: 't999', sleepMs: 0, atMs: 10_000_000, fault: null, repairedAtMs: null };
    savePlan(path, { ...plan, tasks: [...plan.tasks, late] });
    const { status, stdout } = run('--plan', path);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^BROKEN in the world of seed 5 at .* s of simulated time:\n {2}promise {2}After all faults end, .*\(heals\)$/m,
    );
    assert.equal(run('--plan', path, '--json').status, 1);
  });

  for (const [argv, message] of [
    [['--seed', 'one'], /--seed must be a whole number/],
    [['--seed', '1', '--plan', 'x.json'], /--seed and --plan cannot be given together/],
    [['--seed', '1', '--worlds', '5'], /--seed and --worlds cannot be given together/],
    [['--plan', '/nowhere/x.json'], /cannot read a plan from \/nowhere\/x\.json/],
    [['--worlds', '0'], /--worlds must be a whole number/],
    [['--seconds', '0'], /--seconds must be a number/],
    [['--wrold', '1'], /See simulate --help/],
  ] as const)
    test(`rejects ${argv.join(' ')} as a usage error`, () => {
      const { status, stdout, stderr } = run(...argv);
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    });

  test('prints the results so far when interrupted', async () => {
    const child = spawn(process.execPath, [MAIN, '--seconds', '600', '--workers', '1'], { cwd: ROOT });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      // The first output comes when the campaign starts; a moment later, worlds are running.
      if (text === '') setTimeout(() => child.kill('SIGINT'), 500);
      text += part;
    });
    const [status] = (await once(child, 'close')) as [number | null];
    assert.equal(status, 0, text);
    assert.match(text, /^Interrupted; results so far:$/m);
    assert.match(text, /^All \d+ promises were kept in \d+ worlds?\.$/m);
  });
});

describe('a broken promise', () => {
  const { status, stdout } = runNode('--import', INJECT_MUTANT, MAIN, '--from', '1');

  test('ends the campaign with exit code 1 and is described', () => {
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^BROKEN in the world of seed \d+ at [\d.]+ s of simulated time:\n {2}promise {2}[A-Z].*\([a-z-]+\)$/m,
    );
  });

  const replays = [...stdout.matchAll(/^ {2}replay +(\S+) (\S+) (--\S+) (\S+)$/gm)].map((match) => match.slice(1));

  for (const [index, option] of ['--seed', '--plan'].entries())
    test(`is reproduced by the printed command with ${option}`, () => {
      const [node, main, given, value] = replays[index] ?? [];
      assert.equal(given, option);
      assert.equal(node, 'node_modules/.bin/node');
      const replayed = runNode('--import', INJECT_MUTANT, main ?? '', given ?? '', value ?? '');
      assert.equal(replayed.status, 1, replayed.stderr);
      assert.match(replayed.stdout, /^BROKEN/m);
      // Without the injected bug the same world keeps every promise.
      assert.equal(run(given ?? '', value ?? '').status, 0);
    });

  test('is shown in a shrunk world with its transcript', () => {
    const [, masters, tasks] = /^ {2}shrunk {3}to (\d+) masters?, \d+ slaves?, (\d+) tasks?, /m.exec(stdout) ?? [];
    assert.ok(Number(masters) <= 2 && Number(tasks) <= 4, `${masters} masters, ${tasks} tasks`);
    const transcript = stdout.slice(stdout.lastIndexOf('The world of seed'));
    assert.match(transcript, /^ +[\d.]+ {2}master\d +→ slave\d: assign t\d+#\d+, (sleep [\d.]+ s|job .*)$/m);
    assert.match(transcript, /^ +[\d.]+ {2}ledger +#\d+ \(epoch \d+\): /m);
    assert.match(transcript, /^BROKEN in the world of seed \d+/m);
  });
});
