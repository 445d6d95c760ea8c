import assert from 'node:assert/strict';
import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import { describe, test } from 'node:test';
import type { Event } from '../../src/core/events.ts';
import { stepAll } from '../../src/core/step.ts';
import { leaderWithRunningTask } from './situations.ts';
import { formatEffect } from './format-effect.ts';

/**
 * Delivers events in a single step to a leader: its slave1, in session 1, runs t1; slave2, in session 2, is idle.
 * Returns the effects, of the store requests only appends.
 */
function deliverTogether(...events: readonly Event[]): string[] {
  const { state } = leaderWithRunningTask();
  const time = { nowMs: state.contact.lastEventMs + 100, wallMs: state.contact.lastEventMs + 100 };
  const lines: string[] = [];
  for (const effect of stepAll(state, events, time)) {
    const line = formatEffect(effect, (session) => `session ${session}`);
    if (line !== null && effect.kind !== 'store') lines.push(line);
    if (effect.kind === 'store' && effect.request.kind === 'append') lines.push(line ?? '');
  }
  return lines;
}

function registers(session: number, host: string, instance: string): Event {
  return {
    kind: 'session.message',
    session,
    message: {
      kind: 'register',
      host,
      instance,
      protocolVersion: 1,
      otherMasters: false,
      held: [],
      ...PLAIN_ABILITIES,
    },
  };
}

function reports(session: number, kind: 'finished' | 'started', taskId: string): Event {
  return {
    kind: 'session.message',
    session,
    message: { kind, taskId, attempt: 1 },
  };
}

describe('events that are delivered in the same step', () => {
  test('are handled in order, and their decisions share one entry', () => {
    assert.deepEqual(deliverTogether(reports(1, 'finished', 't1'), registers(3, 'slave3', 'slave3')), [
      'append #6 e1: task.success t1#1 on slave1; slave.joined slave3',
    ]);
  });

  test('are ignored if an earlier one has ended their session', () => {
    const broke: Event = { kind: 'session.closed', session: 2, reason: 'connection broken' };
    assert.deepEqual(deliverTogether(registers(3, 'slave2', 'slave2/b'), broke, registers(3, 'slave2', 'slave2/b')), [
      'master → session 3: refuse, name taken',
      'end session 3: already exists (another slave named slave2 is connected; choose another --name, or wait until it is gone)',
      'append #6 e1: slave.lost slave2: connection broken',
    ]);
    assert.deepEqual(deliverTogether(reports(9, 'finished', 't1'), reports(9, 'finished', 't1')), [
      'end session 9: invalid argument (the first message of a session must be Register)',
    ]);
  });
});
