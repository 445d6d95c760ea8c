import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { BackOff } from '../src/back-off.ts';
import type { Program } from '../src/child.ts';
import { commandLineOf } from '../src/process-table.ts';
import { supervise, type ProcessEvent, type Timers } from '../src/supervisor.ts';
import { afterwards, isAlive, until } from './support.ts';

const BACK_OFF: BackOff = { firstMs: 100, mostMs: 1_000, resetAfterMs: 5_000 };

const DIES_AT_ONCE: Program = { command: 'sh', arguments: ['-c', 'exit 3'] };
const STAYS: Program = { command: 'sleep', arguments: ['600'] };

/** A clock that stands still until it is set, and the one callback that is due. */
function handTimers() {
  let nowMs = 0;
  let due: { delayMs: number; callback: () => void } | undefined;
  const timers: Timers = {
    nowMs: () => nowMs,
    after: (delayMs, callback) => {
      const mine = { delayMs, callback };
      due = mine;
      return () => {
        if (due === mine) due = undefined;
      };
    },
  };
  return {
    timers,
    isDue: () => due !== undefined,
    /** Lets time pass until the callback is due, calls it, and gives how long that took. */
    ring: (): number => {
      assert.ok(due, 'nothing is due');
      const { delayMs, callback } = due;
      due = undefined;
      nowMs += delayMs;
      callback();
      return delayMs;
    },
    pass: (milliseconds: number) => void (nowMs += milliseconds),
  };
}

function supervised(context: TestContext, program: Program, restart = true) {
  const clock = handTimers();
  const events: ProcessEvent[] = [];
  const process = supervise('it', program, {
    restart,
    backOff: BACK_OFF,
    timers: clock.timers,
    onEvent: (event) => void events.push(event),
  });
  afterwards(context, () => process.stop(1_000));
  return { process, clock, events };
}

describe('a supervised process', () => {
  test('that dies at once, again and again, waits twice as long each time, up to a bound', async (context) => {
    const { process, clock } = supervised(context, DIES_AT_ONCE);
    process.start();
    const delays: number[] = [];
    for (let life = 1; life <= 6; life += 1) {
      await until('it is due to start again', clock.isDue);
      delays.push(clock.ring());
    }
    assert.deepEqual(delays, [100, 200, 400, 800, 1_000, 1_000]);
  });

  test('that has lived a while is started again as soon as the first time', async (context) => {
    const { process, clock } = supervised(context, STAYS);
    process.start();
    const dieAfter = async (livedMs: number): Promise<number> => {
      clock.pass(livedMs);
      process.kill('SIGKILL');
      await until('it is due to start again', clock.isDue);
      return clock.ring();
    };
    assert.deepEqual([await dieAfter(10), await dieAfter(10), await dieAfter(5_000)], [100, 200, 100]);
  });

  test('tells its lives: when each began and ended, and how', async (context) => {
    const { process, clock, events } = supervised(context, STAYS);
    process.start();
    const firstPid = process.pid;
    clock.pass(70);
    process.kill('SIGKILL');
    await until('it is due to start again', clock.isDue);
    clock.ring();
    const [first, second] = process.lives;
    assert.equal(first?.pid, firstPid);
    assert.deepEqual(first?.exit, { kind: 'signal', signal: 'SIGKILL' });
    assert.ok(first?.endedAt !== undefined && first.endedAt >= first.startedAt);
    assert.equal(second?.exit, undefined);
    assert.deepEqual(events, [
      { name: 'it', pid: firstPid, kind: 'started', life: 1 },
      { name: 'it', pid: firstPid, kind: 'ended', exit: first?.exit, livedMs: 70, restartInMs: 100 },
      { name: 'it', pid: second?.pid, kind: 'started', life: 2 },
    ]);
  });

  test('stays dead when it is not to be restarted, until it is started by hand', async (context) => {
    const { process, clock } = supervised(context, STAYS);
    process.start();
    process.setRestart(false);
    process.kill('SIGKILL');
    await process.exited;
    await until('its end is noted', () => !process.alive);
    assert.equal(clock.isDue(), false);
    process.start();
    assert.equal(process.alive, true);
  });

  test('started by hand while a restart is due is started once', async (context) => {
    const { process, clock } = supervised(context, STAYS);
    process.start();
    process.kill('SIGKILL');
    await until('it is due to start again', clock.isDue);
    process.start();
    assert.equal(clock.isDue(), false);
    assert.throws(() => process.start(), /running already/);
    assert.equal(process.lives.length, 2);
  });

  test('gets more arguments for one life only', async (context) => {
    const { process } = supervised(context, { command: 'sh', arguments: ['-c', 'exit $#', 'sh'] }, false);
    const exitCode = async (more?: readonly string[]) => {
      process.start(more);
      return (await process.exited).exit;
    };
    assert.deepEqual(await exitCode(['a', 'b']), { kind: 'code', code: 2 });
    assert.deepEqual(await exitCode(), { kind: 'code', code: 0 });
  });

  test('that cannot be started at all is a life that ended, with the reason', async (context) => {
    const { process } = supervised(context, { command: 'no-such-program', arguments: [] }, false);
    process.start();
    const { exit } = await process.exited;
    assert.ok(exit?.kind === 'not started' && exit.reason.includes('no-such-program'));
  });

  test('is gone after stop, even if it was frozen, and is not started again', async (context) => {
    const { process, clock } = supervised(context, STAYS);
    process.start();
    const { pid } = process;
    assert.equal(process.freeze(), true);
    assert.equal(process.frozen, true);
    await process.stop(60_000);
    assert.equal(isAlive(pid), false);
    assert.equal(clock.isDue(), false);
    assert.deepEqual([process.frozen, process.freeze(), process.kill('SIGTERM')], [false, false, false]);
  });

  test('that ignores SIGTERM is killed when the grace time is over', async (context) => {
    const { process: stubborn } = supervised(context, {
      command: 'sh',
      arguments: ['-c', "trap '' TERM; exec sleep 600"],
    });
    stubborn.start();
    await until('it ignores the signal', () => commandLineOf(stubborn.pid ?? 0).startsWith('sleep'));
    await stubborn.stop(1);
    assert.deepEqual(stubborn.lives.at(-1)?.exit, { kind: 'signal', signal: 'SIGKILL' });
  });
});
