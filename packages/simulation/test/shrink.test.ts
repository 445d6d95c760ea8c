import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shrinkFailingPlan, type ShrinkBudget } from '../src/campaign/shrink/shrink-failing-plan.ts';
import { runPlan, type Failure, type PlanResult } from '../src/campaign/run-plan.ts';
import { shrinkPlan } from '../src/campaign/shrink/shrink-plan.ts';
import { drawPlan } from '../src/random/draw-plan.ts';
import type { SimulatedFault, Plan } from '../src/random/plan.ts';

function always(): boolean {
  return true;
}

/** The plan of the lowest seed for which something is true. */
function firstPlan(wanted: (plan: Plan) => boolean): Plan {
  for (let seed = 1; seed < 10_000; seed += 1) {
    const plan = drawPlan(seed);
    if (wanted(plan)) return plan;
  }
  throw new Error('there is no such plan');
}

function kindsOf({ faults }: Plan): readonly SimulatedFault['kind'][] {
  return faults.map(({ kind }) => kind);
}

/** Fails when there is a long task, and a master is frozen before something is cut. */
function failsByDesign({ tasks, faults }: Plan): boolean {
  const freeze = faults.find((fault) => fault.kind === 'freeze' && fault.node.startsWith('master'));
  const cut = faults.findLast(({ kind }) => kind === 'cut');
  const long = tasks.some(({ sleepMs }) => sleepMs >= 1_500);
  return long && freeze !== undefined && cut !== undefined && freeze.atMs < cut.atMs;
}

describe('a failing plan', () => {
  test('is left with what it takes to fail, and with nothing else', () => {
    const plan = firstPlan((each) => failsByDesign(each) && each.faults.length > 12 && each.tasks.length > 20);
    const smaller = shrinkPlan(plan, failsByDesign, always);
    assert.ok(failsByDesign(smaller));
    assert.deepEqual(kindsOf(smaller), ['freeze', 'cut']);
    assert.equal(smaller.masters, 1);
    assert.equal(smaller.slaves, 1);
    assert.equal(smaller.tasks.length, 1);
    assert.equal(smaller.drift, 0);
    const [task] = smaller.tasks;
    assert.ok(task !== undefined && task.sleepMs >= 1_500 && task.sleepMs <= 3_000, `it sleeps ${task?.sleepMs} ms`);
    assert.equal(task.atMs, 0);
    assert.equal(task.fault, null);
    const [freeze] = smaller.faults;
    assert.ok(freeze?.kind === 'freeze' && freeze.forMs === 0 && freeze.node === 'master1');
  });

  test('that fails by its size stays as large as that takes', () => {
    const plan = firstPlan(({ slaves, tasks, masters }) => slaves >= 10 && tasks.length > 60 && masters === 3);
    const smaller = shrinkPlan(plan, ({ slaves, tasks }) => slaves >= 4 && tasks.length >= 17, always);
    assert.equal(smaller.slaves, 4);
    assert.equal(smaller.tasks.length, 17);
    assert.equal(smaller.masters, 1);
    assert.deepEqual(smaller.faults, []);
  });

  test('stays as it is where there is no time', () => {
    const plan = drawPlan(1);
    assert.equal(
      shrinkPlan(plan, always, () => false),
      plan,
    );
  });
});

/** Plays a plan as if it were a broken promise that somebody is killed while a task succeeds all the same. */
function playWithPlant(plan: Plan): PlanResult {
  const { outcome } = runPlan(plan);
  const counts = outcome?.counts ?? new Map<string, number>();
  const planted = (counts.get('fact task.killed') ?? 0) > 0 && (counts.get('log epoch.deposed') ?? 0) > 0;
  const failure: Failure = { seed: plan.seed, promise: 'planted', detail: 'as planted', atMs: null };
  return { outcome, failure: planted ? failure : null };
}

describe('a failing world', () => {
  const budget: ShrinkBudget = { events: 1_500_000, seconds: 10 };
  const plan = firstPlan(
    (each) => each.faults.length >= 8 && each.tasks.length < 40 && playWithPlant(each).failure !== null,
  );
  const failure: Failure = { seed: plan.seed, promise: 'planted', detail: 'as planted', atMs: null };

  test('becomes a small one that fails alike', () => {
    const found: Plan[] = [];
    const smaller = shrinkFailingPlan(plan, failure, budget, {
      play: playWithPlant,
      found: (each) => void found.push(each.plan),
    });
    assert.equal(found.at(-1), smaller.plan);
    assert.ok(smaller.tries >= found.length);
    assert.equal(playWithPlant(smaller.plan).failure?.promise, 'planted');
    assert.ok(smaller.plan.faults.length <= 3, `${smaller.plan.faults.length} faults are left`);
    assert.ok(smaller.plan.tasks.length <= 2, `${smaller.plan.tasks.length} tasks are left`);
  });

  test('that breaks another promise when it is smaller is not taken', () => {
    const other = { ...failure, promise: 'another' };
    const smaller = shrinkFailingPlan(plan, other, { events: 200_000, seconds: 5 }, { play: playWithPlant });
    assert.equal(smaller.plan, plan);
    assert.ok(smaller.tries > 0);
  });
});
