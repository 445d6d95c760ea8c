import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import type { PlanStep } from '../src/faults/plan.ts';
import type { FaultAction } from '../src/faults/record.ts';
import { runChaos, type ChaosOptions } from '../src/faults/run-chaos.ts';
import type { ChaosTarget, FaultResult } from '../src/faults/target.ts';

/** A target that only keeps track of which members are dead and which are frozen or cut off. */
function fakeTarget(dead = new Set<string>()) {
  const frozen = new Set<string>();
  let pid = 100;
  const apply = (change: () => void): Promise<FaultResult> => {
    change();
    pid += 1;
    return Promise.resolve({ kind: 'done', pid });
  };
  const target: ChaosTarget = {
    masters: ['master1'],
    slaves: ['slave1', 'slave2'],
    kill: (name) => (dead.has(name) ? Promise.resolve({ kind: 'not alive' }) : apply(() => dead.add(name))),
    stop: (name) => apply(() => dead.add(name)),
    start: (name) => apply(() => dead.delete(name)),
    freeze: (name) => apply(() => frozen.add(name)),
    thaw: (name) => apply(() => frozen.delete(name)),
    cut: (name) => apply(() => frozen.add(name)),
    heal: (name) => apply(() => frozen.delete(name)),
    lossy: (name) => apply(() => frozen.add(name)),
    steady: (name) => apply(() => frozen.delete(name)),
  };
  return { target, dead, frozen };
}

function step(action: PlanStep['action'], targets: readonly string[], downMs: number, afterMs = 0): PlanStep {
  return {
    afterMs,
    action,
    targets,
    downMs,
  };
}

/** Longer than any test may take. */
const FOREVER_MS = 600_000;

/** Executes steps against a target, and returns the recorded actions. */
async function run(
  plan: readonly PlanStep[],
  target: ChaosTarget,
  more: Partial<ChaosOptions> = {},
): Promise<string[]> {
  const actions: FaultAction[] = [];
  await runChaos({
    plan,
    target,
    isBusy: () => true,
    hasStarted: () => true,
    record: (action) => void actions.push(action),
    signal: new AbortController().signal,
    ...more,
  });
  return actions.map(({ action, target: name, pid }) => `${action} ${name} ${pid}`);
}

describe('runChaos', () => {
  test('restarts what it killed, resumes what it froze, and records every action', async () => {
    const { target } = fakeTarget();
    const recorded = await run([step('kill', ['slave1'], 1), step('freeze', ['master1'], 30, 10)], target);
    const actions = recorded.map((line) => line.slice(0, line.lastIndexOf(' ')));
    // Outages may overlap, so only what happens to one process has an order.
    assert.deepEqual(
      actions.filter((action) => action.endsWith('slave1')),
      ['kill slave1', 'start slave1'],
    );
    assert.deepEqual(
      actions.filter((action) => action.endsWith('master1')),
      ['freeze master1', 'thaw master1'],
    );
  });

  test('hits all targets of a step at the same time', async () => {
    const { target } = fakeTarget();
    const recorded = await run([step('kill', ['slave1', 'slave2'], 1)], target);
    assert.deepEqual(recorded.slice(0, 2), ['kill slave1 101', 'kill slave2 102']);
  });

  test('overlaps outages of different members, but hits none again before it has recovered', async () => {
    const { target } = fakeTarget();
    const plan = [step('kill', ['slave1'], 1_000), step('kill', ['master1'], 1), step('kill', ['slave1'], 1)];
    const recorded = await run(plan, target);
    const actions = recorded.map((line) => line.slice(0, line.lastIndexOf(' ')));
    assert.equal(actions[1], 'kill master1');
    assert.deepEqual(
      actions.filter((action) => action.endsWith('slave1')),
      ['kill slave1', 'start slave1', 'kill slave1', 'start slave1'],
    );
  });

  test('does not hit a restarted target before it has logged its start', async () => {
    const { target } = fakeTarget();
    const events: string[] = [];
    let polls = 0;
    await runChaos({
      plan: [step('kill', ['slave1'], 1), step('kill', ['slave1'], 1)],
      target,
      isBusy: () => true,
      hasStarted: () => {
        polls += 1;
        if (polls === 5) events.push('logged its start');
        return polls >= 5;
      },
      record: ({ action }) => events.push(action),
      signal: new AbortController().signal,
    });
    assert.deepEqual(events, ['kill', 'start', 'logged its start', 'kill', 'start']);
  });

  test('ends all outages at once when aborted', async () => {
    const { target, dead, frozen } = fakeTarget();
    const done = new AbortController();
    const plan = [step('kill', ['master1', 'slave1'], FOREVER_MS), step('freeze', ['slave2'], FOREVER_MS)];
    const running = run([...plan, step('kill', ['slave2'], 1, FOREVER_MS)], target, { signal: done.signal });
    await waitUntil('all targets are down', () => dead.size + frozen.size === 3, { pollMs: 1 });
    done.abort();
    const recorded = await running;
    assert.deepEqual([dead.size, frozen.size], [0, 0]);
    assert.equal(recorded.length, 6);
  });

  test('waits until the target is busy', async () => {
    const { target, dead } = fakeTarget();
    const busy = new Set<string>();
    let polls = 0;
    const isBusy = (name: string): boolean => {
      polls += 1;
      return busy.has(name);
    };
    const running = run([step('kill', ['slave1'], 1)], target, { isBusy });
    // It waits for 3 s before it hits an idle target.
    await waitUntil('it has asked five times', () => polls >= 5, { pollMs: 1 });
    assert.equal(dead.size, 0);
    busy.add('slave1');
    assert.deepEqual(await running, ['kill slave1 101', 'start slave1 102']);
  });

  test('hits an idle target that does not become busy in time', async () => {
    const { target } = fakeTarget();
    const recorded = await run([step('kill', ['slave1'], 1)], target, { isBusy: () => false });
    assert.deepEqual(recorded, ['kill slave1 101', 'start slave1 102']);
  });

  test('neither hits nor records a target that is already dead', async () => {
    const { target, dead } = fakeTarget(new Set(['slave1']));
    assert.deepEqual(await run([step('kill', ['slave1'], 1)], target), []);
    assert.deepEqual([...dead], ['slave1']);
  });

  test('rejects with the error of its target, after all outages have ended', async () => {
    const { target, dead } = fakeTarget();
    const broken = { ...target, freeze: () => Promise.reject(new Error('no permission')) };
    const plan = [step('kill', ['slave1'], FOREVER_MS), step('freeze', ['slave2'], 1), step('kill', ['slave2'], 1, 50)];
    await assert.rejects(run(plan, broken), /no permission/);
    assert.equal(dead.size, 0);
  });
});
