import assert from 'node:assert/strict';
import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import { test } from 'node:test';
import { MAX_HELD, MAX_QUEUED, type MasterMessage } from '@steadfast/protocol';
import type { Effect } from '../src/core/effects.ts';
import type { Event } from '../src/core/events.ts';
import { step } from '../src/core/step.ts';
import { createSlave, type SlaveState } from '../src/core/state.ts';

/** Creates a seeded generator of pseudo-random integers from 0 up to, but not including, a bound. */
function createRandom(seed: number) {
  let state = seed;
  return (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** What the driver knows of a slave, so that the test delivers only events that can happen. */
interface DriverModel {
  session: 'none' | 'opening' | 'open';
  waiting: boolean;
  executing: { taskId: string; attempt: number } | null;
  stopped: boolean;
}

function possibleEvents(driver: DriverModel, random: (bound: number) => number): Event[] {
  const attempt = { taskId: `t${random(40)}`, attempt: 1 + random(2) };
  const messages: MasterMessage[] = [
    { kind: 'welcome', epoch: 1 + random(3) },
    { kind: 'assign', ...attempt, taskname: 'a task', work: { kind: 'sleep', sleepSeconds: 1 } },
    { kind: 'assign', ...attempt, taskname: 'a task', work: { kind: 'sleep', sleepSeconds: 1 } },
    { kind: 'acknowledge', ...attempt },
    { kind: 'abort', ...(driver.executing ?? attempt) },
    { kind: 'recall', ...attempt },
    { kind: 'refuse', reason: 'not leading', detail: '', leader: '' },
  ];
  const events: Event[] = [];
  if (random(400) === 0) events.push({ kind: 'stop' }, { kind: 'drain.expired' });
  if (driver.waiting) events.push({ kind: 'retry.due' });
  if (driver.session === 'opening') events.push({ kind: 'session.connected' });
  if (driver.session === 'open') for (const message of messages) events.push({ kind: 'session.message', message });
  if (driver.session !== 'none' && random(4) === 0)
    events.push(
      { kind: 'session.closed', reason: 'stream closed', lastedMs: random(3000) },
      { kind: 'welcome.overdue' },
    );
  if (driver.executing !== null) {
    events.push(
      { kind: 'execution.finished', ...driver.executing, nonce: 'n', sleptMs: 1 },
      { kind: 'execution.finished', ...driver.executing, nonce: 'n', sleptMs: 1 },
      { kind: 'execution.unrecorded', ...driver.executing, reason: 'disk full' },
    );
  }
  return events;
}

/** Applies an effect to the model and asserts that a driver could execute it. */
function executeEffect(driver: DriverModel, effect: Effect, deliver: (event: Event) => void): void {
  assert.ok(!driver.stopped, `${effect.kind} after stopped`);
  switch (effect.kind) {
    case 'connect':
      assert.equal(driver.session, 'none', 'two sessions at once');
      driver.session = 'opening';
      break;
    case 'send':
    case 'welcome.await':
      assert.equal(driver.session, 'open', `${effect.kind} without a session`);
      break;
    case 'end':
      assert.notEqual(driver.session, 'none', 'no session to end');
      break;
    case 'retry.schedule':
      assert.equal(driver.session, 'none', 'a retry is scheduled during a session');
      driver.waiting = true;
      break;
    case 'execution.start':
      assert.equal(driver.executing, null, 'two executions at once');
      driver.executing = { taskId: effect.assigned.taskId, attempt: effect.assigned.attempt };
      deliver({ kind: 'execution.started', ...driver.executing, nonce: 'n' });
      break;
    case 'execution.abort':
      assert.notEqual(driver.executing, null, 'no execution to abort');
      driver.executing = null;
      break;
    case 'stopped':
      assert.equal(driver.session, 'none', 'stopped with an open session');
      driver.stopped = true;
      break;
    case 'report.keep':
    case 'report.drop':
    case 'log':
      break;
  }
}

function apply(driver: DriverModel, state: SlaveState, event: Event): void {
  if (event.kind === 'retry.due') driver.waiting = false;
  if (event.kind === 'session.connected') driver.session = 'open';
  if (event.kind === 'session.closed') driver.session = 'none';
  if (event.kind === 'execution.finished' || event.kind === 'execution.unrecorded') driver.executing = null;
  for (const effect of step(state, event)) executeEffect(driver, effect, (next) => apply(driver, state, next));
  const held = state.outbox.size + state.queue.length + (state.running === null ? 0 : 1);
  assert.ok(held <= MAX_HELD, 'the slave holds more than fits into a Register');
  assert.ok(state.queue.length <= MAX_QUEUED, 'the queue exceeds its bound');
  assert.ok(state.queue.length === 0 || state.connection.kind === 'registered', 'a queue without a session');
  assert.ok(state.queue.length === 0 || state.running !== null, 'an attempt waits although none is running');
  assert.equal(state.running?.taskId, driver.executing?.taskId, 'the core and the executor disagree');
}

test('the core requests only effects that can be executed, for any order of events', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = createRandom(seed);
    const state = createSlave({
      name: 'slave1',
      instance: 'i1',
      addresses: ['a:1', 'b:1'],
      ...PLAIN_ABILITIES,
      keepsReports: 'none',
    });
    const driver: DriverModel = { session: 'none', waiting: false, executing: null, stopped: false };
    apply(driver, state, { kind: 'start' });
    for (let count = 0; count < 1000 && !driver.stopped; count += 1) {
      const events = possibleEvents(driver, random);
      const event = events[random(events.length)];
      if (event !== undefined) apply(driver, state, event);
    }
  }
});
