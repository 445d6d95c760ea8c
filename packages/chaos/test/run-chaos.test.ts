import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Step } from '@steadfast/chaos/faults/plan';
import type { Deed } from '@steadfast/chaos/faults/record';
import { runChaos, type ChaosOptions } from '@steadfast/chaos/faults/run-chaos';
import type { ChaosTarget, Struck } from '@steadfast/chaos/faults/target';

/** A target that only remembers who is dead and who is frozen. */
function fakeTarget(dead = new Set<string>()) {
  const frozen = new Set<string>();
  let pid = 100;
  const strike = (change: () => void): Promise<Struck> => {
    change();
    pid += 1;
    return Promise.resolve({ kind: 'done', pid });
  };
  const target: ChaosTarget = {
    masters: ['master1'],
    slaves: ['slave1', 'slave2'],
    kill: (name) => (dead.has(name) ? Promise.resolve({ kind: 'not alive' }) : strike(() => dead.add(name))),
    stop: (name) => strike(() => dead.add(name)),
    start: (name) => strike(() => dead.delete(name)),
    freeze: (name) => strike(() => frozen.add(name)),
    thaw: (name) => strike(() => frozen.delete(name)),
    cut: (name) => strike(() => frozen.add(name)),
    heal: (name) => strike(() => frozen.delete(name)),
    lossy: (name) => strike(() => frozen.add(name)),
    steady: (name) => strike(() => frozen.delete(name)),
  };
  return { target, dead, frozen };
}

function step(action: Step['action'], targets: readonly string[], downMs: number, afterMs = 0): Step {
  return {
    afterMs,
    action,
    targets,
    downMs,
  };
}

/** Long enough for a test to fail rather than to see its end. */
const FOR_EVER_MS = 600_000;

/** Runs steps against a target until they are over; gives what was recorded. */
async function run(plan: readonly Step[], target: ChaosTarget, more: Partial<ChaosOptions> = {}): Promise<string[]> {
  const deeds: Deed[] = [];
  await runChaos({
    plan,
    target,
    isBusy: () => true,
    record: (deed) => void deeds.push(deed),
    signal: new AbortController().signal,
    ...more,
  });
  return deeds.map(({ action, target: name, pid }) => `${action} ${name} ${pid}`);
}

describe('chaos', () => {
  test('starts again what it killed, lets go on what it froze, and records each', async () => {
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

  test('hits several at the same moment', async () => {
    const { target } = fakeTarget();
    const recorded = await run([step('kill', ['slave1', 'slave2'], 1)], target);
    assert.deepEqual(recorded.slice(0, 2), ['kill slave1 101', 'kill slave2 102']);
  });

  test('lets outages overlap, but hits nobody again before it is back', async () => {
    const { target } = fakeTarget();
    const plan = [step('kill', ['slave1'], 60), step('kill', ['master1'], 1), step('kill', ['slave1'], 1)];
    const recorded = await run(plan, target);
    const actions = recorded.map((line) => line.slice(0, line.lastIndexOf(' ')));
    assert.equal(actions[1], 'kill master1');
    assert.deepEqual(
      actions.filter((action) => action.endsWith('slave1')),
      ['kill slave1', 'start slave1', 'kill slave1', 'start slave1'],
    );
  });

  test('ends, when it is told to, with everything started and going on, without waiting for the pauses to end', async () => {
    const { target, dead, frozen } = fakeTarget();
    const over = new AbortController();
    const plan = [step('kill', ['master1', 'slave1'], FOR_EVER_MS), step('freeze', ['slave2'], FOR_EVER_MS)];
    const running = run([...plan, step('kill', ['slave2'], 1, FOR_EVER_MS)], target, { signal: over.signal });
    while (dead.size + frozen.size < 3) await delay(1);
    over.abort();
    const recorded = await running;
    assert.deepEqual([dead.size, frozen.size], [0, 0]);
    assert.equal(recorded.length, 6);
  });

  test('waits until its target is busy', async () => {
    const { target, dead } = fakeTarget();
    const busy = new Set<string>();
    const running = run([step('kill', ['slave1'], 1)], target, { isBusy: (name) => busy.has(name) });
    await delay(50);
    assert.equal(dead.size, 0);
    busy.add('slave1');
    assert.deepEqual(await running, ['kill slave1 101', 'start slave1 102']);
  });

  test('does not wait for ever: who is never busy is hit idle', async () => {
    const { target } = fakeTarget();
    const recorded = await run([step('kill', ['slave1'], 1)], target, { isBusy: () => false });
    assert.deepEqual(recorded, ['kill slave1 101', 'start slave1 102']);
  });

  test('leaves alone, and does not record, what is dead already', async () => {
    const { target, dead } = fakeTarget(new Set(['slave1']));
    assert.deepEqual(await run([step('kill', ['slave1'], 1)], target), []);
    assert.deepEqual([...dead], ['slave1']);
  });

  test('fails with what its target threw, and with everything else mended', async () => {
    const { target, dead } = fakeTarget();
    const broken = { ...target, freeze: () => Promise.reject(new Error('no permission')) };
    const plan = [
      step('kill', ['slave1'], FOR_EVER_MS),
      step('freeze', ['slave2'], 1),
      step('kill', ['slave2'], 1, 50),
    ];
    await assert.rejects(run(plan, broken), /no permission/);
    assert.equal(dead.size, 0);
  });
});
