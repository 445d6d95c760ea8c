import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Failure } from '../src/campaign/failure.ts';
import { runPlan, type PlanResult } from '../src/campaign/run-plan.ts';
import { shrinkFailingPlan, type ShrinkBudget } from '../src/campaign/shrink/shrink-failing-plan.ts';
import { shrinkPlan } from '../src/campaign/shrink/shrink-plan.ts';
import { drawPlan } from '../src/random/draw-plan.ts';
import type { SimulatedFault, Plan } from '../src/random/plan.ts';

function always(): boolean {
  return true;
}

/** Returns the plan of the lowest seed that satisfies a condition. */
function firstPlan(condition: (plan: Plan) => boolean): Plan {
  for (let seed = 1; seed < 10_000; seed += 1) {
    const plan = drawPlan(seed);
    if (condition(plan)) return plan;
  }
  throw new Error('no plan satisfies the condition');
}

function kindsOf({ faults }: Plan): readonly SimulatedFault['kind'][] {
  return faults.map(({ kind }) => kind);
}

/** An artificial failure: a long task, and a master that is frozen before a partition cuts it off from a slave. */
function failsByDesign({ tasks, faults }: Plan): boolean {
  const freeze = faults.find((fault) => fault.kind === 'freeze' && fault.node.startsWith('master'));
  const frozen = freeze?.kind === 'freeze' ? freeze.node : undefined;
  const partition = faults.findLast((fault) => fault.kind === 'partition' && fault.master === frozen);
  const long = tasks.some(({ sleepMs }) => sleepMs >= 1_500);
  return long && freeze !== undefined && partition !== undefined && freeze.atMs < partition.atMs;
}

describe('shrinking a failing plan', () => {
  test('leaves only what the failure needs', () => {
    const plan = firstPlan((each) => failsByDesign(each) && each.faults.length > 12 && each.tasks.length > 20);
    const shrunk = shrinkPlan(plan, failsByDesign, always);
    assert.ok(failsByDesign(shrunk));
    assert.deepEqual(kindsOf(shrunk), ['freeze', 'partition']);
    assert.equal(shrunk.masters, 1);
    assert.equal(shrunk.slaves, 1);
    assert.equal(shrunk.tasks.length, 1);
    assert.equal(shrunk.drift, 0);
    const [task] = shrunk.tasks;
    assert.ok(task !== undefined && task.sleepMs >= 1_500 && task.sleepMs <= 3_000, `it sleeps ${task?.sleepMs} ms`);
    assert.equal(task.atMs, 0);
    assert.equal(task.fault, null);
    const [freeze] = shrunk.faults;
    assert.ok(freeze?.kind === 'freeze' && freeze.forMs === 0 && freeze.node === 'master1');
  });

  test('keeps as many tasks and slaves as the failure needs', () => {
    const plan = firstPlan(({ slaves, tasks, masters }) => slaves >= 10 && tasks.length > 60 && masters === 3);
    const shrunk = shrinkPlan(plan, ({ slaves, tasks }) => slaves >= 4 && tasks.length >= 17, always);
    assert.equal(shrunk.slaves, 4);
    assert.equal(shrunk.tasks.length, 17);
    assert.equal(shrunk.masters, 1);
    assert.deepEqual(shrunk.faults, []);
  });

  test('returns the plan itself when there is no time', () => {
    const plan = drawPlan(1);
    assert.equal(
      shrinkPlan(plan, always, () => false),
      plan,
    );
  });
});

const ARTIFICIAL = { promise: 'artificial', detail: 'as designed', atMs: null } as const;

/** Runs a plan, and reports a failure when a task is killed and a leader is deposed in its world. */
function runWithArtificialPromise(plan: Plan): PlanResult {
  const { outcome } = runPlan(plan);
  const counts = outcome?.counts ?? new Map<string, number>();
  const broken = (counts.get('fact task.killed') ?? 0) > 0 && (counts.get('log epoch.deposed') ?? 0) > 0;
  return { outcome, failure: broken ? { seed: plan.seed, ...ARTIFICIAL } : null };
}

describe('shrinking a failing world', () => {
  // The number of events is the limit, so that the result does not depend on the speed of the machine.
  const budget: ShrinkBudget = { events: 1_500_000, seconds: Infinity };
  const plan = firstPlan(
    (each) => each.faults.length >= 8 && each.tasks.length < 40 && runWithArtificialPromise(each).failure !== null,
  );
  const failure: Failure = { seed: plan.seed, ...ARTIFICIAL };

  test('finds a small world that breaks the same promise', () => {
    const found: Plan[] = [];
    const shrunk = shrinkFailingPlan(plan, failure, budget, {
      run: runWithArtificialPromise,
      onShrunk: (each) => void found.push(each.plan),
    });
    assert.equal(found.at(-1), shrunk.plan);
    assert.ok(shrunk.tries >= found.length);
    assert.equal(runWithArtificialPromise(shrunk.plan).failure?.promise, 'artificial');
    assert.ok(shrunk.plan.faults.length <= 3, `${shrunk.plan.faults.length} faults are left`);
    assert.ok(shrunk.plan.tasks.length <= 2, `${shrunk.plan.tasks.length} tasks are left`);
  });

  test('rejects smaller worlds that break another promise', () => {
    const other = { ...failure, promise: 'another' };
    const smallBudget: ShrinkBudget = { events: 200_000, seconds: Infinity };
    const shrunk = shrinkFailingPlan(plan, other, smallBudget, { run: runWithArtificialPromise });
    assert.equal(shrunk.plan, plan);
    assert.ok(shrunk.tries > 0);
  });
});
