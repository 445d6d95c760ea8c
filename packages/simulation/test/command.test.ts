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

/** A module that plants a slip before anything else is loaded, also in every thread. */
const PLANT = new URL('inject-mutant.ts', import.meta.url).href;

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  after(() => rmSync(folder, { recursive: true }));

  test('runs a campaign, and says how it went', () => {
    const { status, stdout, stderr } = run('--from', '1', '--worlds', '30', '--workers', '2');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Simulating the worlds of the seeds from 1 on: 30 worlds, on 2 cores\.$/m);
    assert.match(stdout, /worlds +30, of the seeds 1 to 30$/m);
    assert.match(stdout, /^Each of \d+ promises was kept in each of 30 worlds\.$/m);
    assert.match(stdout, /^Fewer than 500 worlds: whether enough happened in them is not judged\.$/m);
    assert.ok(!`${stdout}${stderr}`.includes('\u001B'), 'there are no colours');
  });

  test('draws the first seed and prints it, when none is given', () => {
    const { status, stdout } = run('--worlds', '2', '--workers', '1');
    assert.equal(status, 0, stdout);
    assert.match(stdout, /seeds from \d+ on: 2 worlds, on 1 core\.$/m);
  });

  test('prints JSON and nothing else', () => {
    const { status, stdout } = run('--from', '1', '--worlds', '30', '--json');
    assert.equal(status, 0);
    const { kept, worlds, failure, vacuity, counts } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual({ kept, worlds, failure }, { kept: true, worlds: 30, failure: null });
    assert.deepEqual(vacuity, { expected: 0, missing: [] });
    assert.ok(Object.keys(counts as object).includes('fact task.success'));
  });

  test('plays one world, and tells what happens in it', () => {
    const { status, stdout } = run('--seed', '5');
    assert.equal(status, 0);
    assert.match(stdout, /^The world of seed 5: /);
    assert.match(stdout, /^ +\d+\.\d{3} {2}master1 +starts, as master1\.1$/m);
    const trace = runWorld(drawPlan(5)).trace.toString(16).padStart(8, '0');
    assert.match(stdout, new RegExp(`^Every promise was kept: .*, trace ${trace}\\.$`, 'm'));
  });

  test('plays a saved plan as its world went, also for a program', () => {
    const path = join(folder, 'seed-5.json');
    savePlan(path, drawPlan(5));
    assert.equal(run('--plan', path).stdout, run('--seed', '5').stdout);
    const { kept, trace } = JSON.parse(run('--plan', path, '--json').stdout) as Record<string, unknown>;
    assert.deepEqual({ kept, trace }, { kept: true, trace: runWorld(drawPlan(5)).trace });
  });

  test('fails with 1 when a plan breaks a promise', () => {
    const path = join(folder, 'broken.json');
    const plan = drawPlan(5);
    // A task that somebody inserts long after everything was to be done.
    const late = { taskId: 't999', sleepMs: 0, atMs: 10_000_000, fault: null, repairedAtMs: null };
    savePlan(path, { ...plan, tasks: [...plan.tasks, late] });
    const { status, stdout } = run('--plan', path);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^BROKEN in the world of seed 5, after .* s of its time:\n {2}promise {2}When faults end, .*\(heals\)$/m,
    );
    assert.equal(run('--plan', path, '--json').status, 1);
  });

  for (const [argv, complaint] of [
    [['--seed', 'one'], /--seed must be a whole number/],
    [['--seed', '1', '--plan', 'x.json'], /--seed and --plan cannot be given together/],
    [['--seed', '1', '--worlds', '5'], /--seed and --worlds cannot be given together/],
    [['--plan', '/nowhere/x.json'], /cannot read a plan from \/nowhere\/x\.json/],
    [['--worlds', '0'], /--worlds must be a whole number/],
    [['--seconds', '0'], /--seconds must be a number/],
    [['--wrold', '1'], /See simulate --help/],
  ] as const)
    test(`says that ${argv.join(' ')} is wrong usage, and exits with 2`, () => {
      const { status, stdout, stderr } = run(...argv);
      assert.equal(status, 2, stderr);
      assert.match(stderr, complaint);
      assert.equal(stdout, '');
    });

  test('ends early at Ctrl-C, and still says how far it came', async () => {
    const child = spawn(process.execPath, [MAIN, '--seconds', '600', '--workers', '1'], { cwd: ROOT });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      // It has begun once it says so; a moment later there are worlds under way.
      if (text === '') setTimeout(() => child.kill('SIGINT'), 500);
      text += part;
    });
    const [status] = (await once(child, 'close')) as [number | null];
    assert.equal(status, 0, text);
    assert.match(text, /^It was ended early; this is how far it came\.$/m);
    assert.match(text, /^Each of \d+ promises was kept in each of \d+ worlds?\.$/m);
  });
});

describe('a broken promise', () => {
  const { status, stdout } = runNode('--import', PLANT, MAIN, '--from', '1');

  test('ends a campaign with 1, says which, and how to see it again', () => {
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^BROKEN in the world of seed \d+, after [\d.]+ s of its time:\n {2}promise {2}[A-Z].*\([a-z-]+\)$/m,
    );
  });

  const replays = [...stdout.matchAll(/^ {2}replay +(\S+) (\S+) (--\S+) (\S+)$/gm)].map((match) => match.slice(1));

  for (const [index, option] of ['--seed', '--plan'].entries())
    test(`shows again when what is printed is typed: ${option}`, () => {
      const [node, main, given, value] = replays[index] ?? [];
      assert.equal(given, option);
      assert.equal(node, 'node_modules/.bin/node');
      const retries = runNode('--import', PLANT, main ?? '', given ?? '', value ?? '');
      assert.equal(retries.status, 1, retries.stderr);
      assert.match(retries.stdout, /^BROKEN/m);
      // Without the slip the same world keeps every promise.
      assert.equal(run(given ?? '', value ?? '').status, 0);
    });

  test('is shown in a small world, as a conversation', () => {
    const [, masters, tasks] = /^ {2}smaller {2}(\d+) masters?, \d+ slaves?, (\d+) tasks?, /m.exec(stdout) ?? [];
    assert.ok(Number(masters) <= 2 && Number(tasks) <= 4, `${masters} masters, ${tasks} tasks`);
    const conversation = stdout.slice(stdout.lastIndexOf('The world of seed'));
    assert.match(conversation, /^ +[\d.]+ {2}master\d +→ slave\d: assign t\d+#\d+, to sleep [\d.]+ s$/m);
    assert.match(conversation, /^ +[\d.]+ {2}ledger +#\d+ \(reign \d+\): /m);
    assert.match(conversation, /^BROKEN in the world of seed \d+/m);
  });
});
