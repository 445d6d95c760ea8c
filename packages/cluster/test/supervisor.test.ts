import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import type { RestartBackoff } from '../src/processes/restart-backoff.ts';
import type { Program } from '../src/processes/child.ts';
import { commandLineOf } from '../src/processes/process-table.ts';
import { supervise, type ProcessEvent, type Timers } from '../src/processes/supervisor.ts';
import { defer, isAlive } from './support.ts';

const BACKOFF: RestartBackoff = { initialMs: 100, maxMs: 1_000, resetAfterMs: 5_000 };

const EXITS_AT_ONCE: Program = { command: 'sh', arguments: ['-c', 'exit 3'] };
const KEEPS_RUNNING: Program = { command: 'sleep', arguments: ['600'] };

/** A clock that advances only on request, with at most one pending callback. */
function manualTimers() {
  let nowMs = 0;
  let pending: { delayMs: number; callback: () => void } | undefined;
  const timers: Timers = {
    nowMs: () => nowMs,
    after: (delayMs, callback) => {
      const mine = { delayMs, callback };
      pending = mine;
      return () => {
        if (pending === mine) pending = undefined;
      };
    },
  };
  return {
    timers,
    isPending: () => pending !== undefined,
    /** Advances the clock to the pending callback and calls it; returns the delay that it was scheduled with. */
    fire: (): number => {
      assert.ok(pending, 'nothing is pending');
      const { delayMs, callback } = pending;
      pending = undefined;
      nowMs += delayMs;
      callback();
      return delayMs;
    },
    advance: (milliseconds: number) => void (nowMs += milliseconds),
  };
}

function supervised(context: TestContext, program: Program, restart = true) {
  const clock = manualTimers();
  const events: ProcessEvent[] = [];
  const process = supervise('it', program, {
    restart,
    backoff: BACKOFF,
    timers: clock.timers,
    onEvent: (event) => void events.push(event),
  });
  defer(context, () => process.stop(1_000));
  return { process, clock, events };
}

describe('a supervised process', () => {
  test('is restarted with delays that double up to a maximum while it keeps crashing on startup', async (context) => {
    const { process, clock } = supervised(context, EXITS_AT_ONCE);
    process.start();
    const delays: number[] = [];
    for (let restarts = 1; restarts <= 6; restarts += 1) {
      await waitUntil('a restart is pending', clock.isPending);
      delays.push(clock.fire());
    }
    assert.deepEqual(delays, [100, 200, 400, 800, 1_000, 1_000]);
  });

  test('is restarted with the initial delay again after it stayed up for a while', async (context) => {
    const { process, clock } = supervised(context, KEEPS_RUNNING);
    process.start();
    const killAfter = async (uptimeMs: number): Promise<number> => {
      clock.advance(uptimeMs);
      process.kill('SIGKILL');
      await waitUntil('a restart is pending', clock.isPending);
      return clock.fire();
    };
    assert.deepEqual([await killAfter(10), await killAfter(10), await killAfter(5_000)], [100, 200, 100]);
  });

  test('reports when each incarnation started, and when and how it ended', async (context) => {
    const { process, clock, events } = supervised(context, KEEPS_RUNNING);
    process.start();
    const firstPid = process.pid;
    clock.advance(70);
    process.kill('SIGKILL');
    await waitUntil('a restart is pending', clock.isPending);
    clock.fire();
    const [first, second] = process.incarnations;
    assert.equal(first?.pid, firstPid);
    assert.deepEqual(first?.exit, { kind: 'signal', signal: 'SIGKILL' });
    assert.ok(first?.endedAt !== undefined && first.endedAt >= first.startedAt);
    assert.equal(second?.exit, undefined);
    assert.deepEqual(events, [
      { name: 'it', pid: firstPid, kind: 'started', incarnation: 1 },
      { name: 'it', pid: firstPid, kind: 'ended', exit: first?.exit, uptimeMs: 70, restartInMs: 100 },
      { name: 'it', pid: second?.pid, kind: 'started', incarnation: 2 },
    ]);
  });

  test('stays down when restarts are off, until it is started explicitly', async (context) => {
    const { process, clock } = supervised(context, KEEPS_RUNNING);
    process.start();
    process.setRestart(false);
    process.kill('SIGKILL');
    await process.exited;
    await waitUntil('its exit is recorded', () => !process.alive);
    assert.equal(clock.isPending(), false);
    process.start();
    assert.equal(process.alive, true);
  });

  test('is started only once when it is started explicitly while a restart is pending', async (context) => {
    const { process, clock } = supervised(context, KEEPS_RUNNING);
    process.start();
    process.kill('SIGKILL');
    await waitUntil('a restart is pending', clock.isPending);
    process.start();
    assert.equal(clock.isPending(), false);
    assert.throws(() => process.start(), /already running/);
    assert.equal(process.incarnations.length, 2);
  });

  test('receives additional arguments for one incarnation only', async (context) => {
    const { process } = supervised(context, { command: 'sh', arguments: ['-c', 'exit $#', 'sh'] }, false);
    const exitWith = async (extraArguments?: readonly string[]) => {
      process.start(extraArguments);
      return (await process.exited).exit;
    };
    assert.deepEqual(await exitWith(['a', 'b']), { kind: 'code', code: 2 });
    assert.deepEqual(await exitWith(), { kind: 'code', code: 0 });
  });

  test('records the reason when it cannot be started at all', async (context) => {
    const { process } = supervised(context, { command: 'no-such-program', arguments: [] }, false);
    process.start();
    const { exit } = await process.exited;
    assert.ok(exit?.kind === 'not started' && exit.reason.includes('no-such-program'));
  });

  test('exits on stop even if it was frozen, and is not restarted', async (context) => {
    const { process, clock } = supervised(context, KEEPS_RUNNING);
    process.start();
    const { pid } = process;
    assert.equal(process.freeze(), true);
    assert.equal(process.frozen, true);
    await process.stop(60_000);
    assert.equal(isAlive(pid), false);
    assert.equal(clock.isPending(), false);
    assert.deepEqual([process.frozen, process.freeze(), process.kill('SIGTERM')], [false, false, false]);
  });

  test('is killed after the grace period if it ignores SIGTERM', async (context) => {
    const { process: stubborn } = supervised(context, {
      command: 'sh',
      arguments: ['-c', "trap '' TERM; exec sleep 600"],
    });
    stubborn.start();
    await waitUntil('it ignores SIGTERM', () => commandLineOf(stubborn.pid ?? 0).startsWith('sleep'));
    await stubborn.stop(1);
    assert.deepEqual(stubborn.incarnations.at(-1)?.exit, { kind: 'signal', signal: 'SIGKILL' });
  });
});
