import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { beforeEach, describe, test } from 'node:test';
import type { LogLine } from '@steadfast/records';
import { createLogger, transports } from 'winston';
import type { MasterState } from '../src/core/state.ts';
import { createMaster } from '../src/core/step.ts';
import { createNameConflictWarning } from '../src/name-conflict.ts';
import { CONFIG } from './core/scripted-master.ts';

const OTHER = { epoch: 2, name: CONFIG.name, instance: 'other', address: 'b:50051', heartbeat: 1, projectedThrough: 0 };

/** Returns a master that follows and has seen this control document. */
function followerThatSaw(control: typeof OTHER, epoch = control.epoch): MasterState {
  const end = { number: 9, epoch, ended: false, beganBy: null };
  const role = {
    kind: 'follower',
    silentMs: 0,
    observedAtMs: 0,
    observing: false,
    justStarted: false,
    followedEpoch: 0,
  } as const;
  return { ...createMaster(CONFIG, 0), role: { ...role, observation: { end, control } } };
}

describe('the warning about masters of the same name', () => {
  const lines: Partial<LogLine>[] = [];
  const stream = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(JSON.parse(line.toString()) as LogLine);
      done();
    },
  });
  const logger = createLogger({ transports: [new transports.Stream({ stream })] });
  beforeEach(() => void lines.splice(0));

  test('says where the other one is and what to do, once per epoch', () => {
    const warn = createNameConflictWarning(logger);
    for (const epoch of [2, 2, 3]) warn(followerThatSaw({ ...OTHER, epoch }));
    assert.deepEqual(
      lines.map(({ level, event, epoch, instance }) => ({ level, event, epoch, instance })),
      [2, 3].map((epoch) => ({ level: 'warn', event: 'name.conflict', epoch, instance: 'other' })),
    );
    assert.match(lines[0]?.message ?? '', /master1: another master of this name, at b:50051, leads .* its own --name/);
  });

  test('is not given for a leader of another name, for itself, or for its predecessor', () => {
    const warn = createNameConflictWarning(logger);
    warn(followerThatSaw({ ...OTHER, name: 'master2' }));
    warn(followerThatSaw({ ...OTHER, instance: CONFIG.instance }));
    warn(followerThatSaw(OTHER, 3));
    warn(createMaster(CONFIG, 0));
    assert.deepEqual(lines, []);
  });
});
