import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MasterMessage } from '@steadfast/protocol';
import type { Effect } from '../src/core/effects.ts';
import type { SlaveEvent } from '../src/core/events.ts';
import { MAX_REPORTS } from '../src/core/outbox.ts';
import { step } from '../src/core/step.ts';
import { createSlave, type SlaveState } from '../src/core/state.ts';

/** A small generator of pseudo-random whole numbers below a bound; the same for the same seed. */
function createRandom(seed: number) {
  let state = seed;
  return (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** What the outside knows of a slave: enough to send it only events that can happen. */
interface World {
  session: 'none' | 'opening' | 'open';
  waiting: boolean;
  executing: { taskId: string; attempt: number } | null;
  left: boolean;
}

function possibleEvents(world: World, random: (bound: number) => number): SlaveEvent[] {
  const attempt = { taskId: `t${random(40)}`, attempt: 1 + random(2) };
  const messages: MasterMessage[] = [
    { kind: 'welcome', epoch: 1 + random(3) },
    { kind: 'assign', ...attempt, taskname: 'a task', sleepSeconds: 1 },
    { kind: 'assign', ...attempt, taskname: 'a task', sleepSeconds: 1 },
    { kind: 'acknowledge', ...attempt },
    { kind: 'abort', ...(world.executing ?? attempt) },
    { kind: 'refuse', reason: 'not leading', detail: '', leader: '' },
  ];
  const events: SlaveEvent[] = [];
  if (random(400) === 0) events.push({ kind: 'stop requested' }, { kind: 'drain deadline passed' });
  if (world.waiting) events.push({ kind: 'waited' });
  if (world.session === 'opening') events.push({ kind: 'channel opened' });
  if (world.session === 'open') for (const message of messages) events.push({ kind: 'message received', message });
  if (world.session !== 'none' && random(4) === 0)
    events.push({ kind: 'session ended', reason: 'gone', lastedMs: random(3000) }, { kind: 'welcome overdue' });
  if (world.executing !== null) {
    events.push(
      { kind: 'execution finished', ...world.executing, nonce: 'n', sleptMs: 1 },
      { kind: 'execution finished', ...world.executing, nonce: 'n', sleptMs: 1 },
      { kind: 'execution unproven', ...world.executing, reason: 'disk full' },
    );
  }
  return events;
}

/** Carries an effect out in the little world, and checks that it was a legal one there. */
function perform(world: World, effect: Effect, dispatch: (event: SlaveEvent) => void): void {
  assert.ok(!world.left, `${effect.kind} after leaving`);
  switch (effect.kind) {
    case 'connect':
      assert.equal(world.session, 'none', 'two sessions at once');
      world.session = 'opening';
      break;
    case 'send':
    case 'expect welcome':
      assert.equal(world.session, 'open', `${effect.kind} without a session`);
      break;
    case 'end session':
      assert.notEqual(world.session, 'none', 'nothing to end');
      break;
    case 'wait':
      assert.equal(world.session, 'none', 'a wait while there is a session');
      world.waiting = true;
      break;
    case 'start execution':
      assert.equal(world.executing, null, 'two executions at once');
      world.executing = { taskId: effect.assignment.taskId, attempt: effect.assignment.attempt };
      dispatch({ kind: 'execution started', ...world.executing, nonce: 'n' });
      break;
    case 'abort execution':
      assert.notEqual(world.executing, null, 'nothing to stop');
      world.executing = null;
      break;
    case 'leave':
      assert.equal(world.session, 'none', 'left with an open session');
      world.left = true;
      break;
    case 'log':
      break;
  }
}

function apply(world: World, state: SlaveState, event: SlaveEvent): void {
  if (event.kind === 'waited') world.waiting = false;
  if (event.kind === 'channel opened') world.session = 'open';
  if (event.kind === 'session ended') world.session = 'none';
  if (event.kind === 'execution finished' || event.kind === 'execution unproven') world.executing = null;
  for (const effect of step(state, event)) perform(world, effect, (next) => apply(world, state, next));
  assert.ok(state.outbox.size <= MAX_REPORTS, 'the outbox is over its bound');
  assert.equal(state.running?.taskId, world.executing?.taskId, 'the core and the executor disagree');
}

test('whatever comes in whatever order, every order of the core is one that can be carried out', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = createRandom(seed);
    const state = createSlave({ name: 'slave1', instance: 'i1', addresses: ['a:1', 'b:1'] });
    const world: World = { session: 'none', waiting: false, executing: null, left: false };
    apply(world, state, { kind: 'started' });
    for (let count = 0; count < 1000 && !world.left; count += 1) {
      const events = possibleEvents(world, random);
      const event = events[random(events.length)];
      if (event !== undefined) apply(world, state, event);
    }
  }
});
