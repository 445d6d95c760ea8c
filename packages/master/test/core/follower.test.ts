import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Control, LedgerEnd } from '../../src/core/store-requests.ts';
import { createFollower } from '../../src/core/roles/role-change.ts';
import { isObservationDue, noteObservation, reasonToLead } from '../../src/core/roles/follower.ts';

const END: LedgerEnd = { number: 10, epoch: 3, ended: false, beganBy: null };

const CONTROL: Control = {
  epoch: 3,
  name: 'master1',
  instance: 'master1-a',
  address: '',
  heartbeat: 1,
  projectedThrough: 9,
};

/** What a follower named `name` thinks at its first look. */
function atFirst(name: string, end: Partial<LedgerEnd>, control: Partial<Control> | null, fresh = true): string | null {
  const follower = createFollower(fresh, 0);
  noteObservation(follower, { end: { ...END, ...end }, control: control && { ...CONTROL, ...control } }, 0);
  return reasonToLead(follower, name);
}

/** Looks every 200 ms; gives the moment at which it wants to lead, or null when it never does within 10 s. */
function leadsAtMs(see: (nowMs: number) => { end?: Partial<LedgerEnd>; control?: Partial<Control> }): number | null {
  const follower = createFollower(true, 0);
  for (let nowMs = 0; nowMs <= 10_000; nowMs += 200) {
    const { end = {}, control = {} } = see(nowMs);
    noteObservation(follower, { end: { ...END, ...end }, control: { ...CONTROL, ...control } }, nowMs);
    if (reasonToLead(follower, 'master2') !== null) return nowMs;
  }
  return null;
}

describe('a follower leads at once', () => {
  test('when the ledger is empty', () => {
    assert.equal(atFirst('master2', { number: 0, epoch: 0 }, null), 'the ledger is empty');
  });

  test('when the last epoch ended in order, whoever led', () => {
    assert.equal(atFirst('master2', { ended: true }, {}), 'the last epoch ended cleanly');
    assert.equal(atFirst('master2', { ended: true }, {}, false), 'the last epoch ended cleanly');
  });

  test('when it has just started and the last epoch was its own', () => {
    assert.equal(atFirst('master1', {}, {}), 'it led the last epoch');
    assert.equal(atFirst('master1', { beganBy: 'master1' }, null), 'it led the last epoch');
  });

  test('but not under its own name when it was deposed: two of one name must not flap', () => {
    assert.equal(atFirst('master1', {}, {}, false), null);
  });

  test('but not because the beat is of an earlier reign under its name', () => {
    assert.equal(atFirst('master1', { epoch: 4 }, { epoch: 3, name: 'master1' }), null);
    assert.equal(atFirst('master1', { epoch: 4, beganBy: 'master2' }, { epoch: 3, name: 'master1' }), null);
  });

  test('but not before it has looked', () => {
    assert.equal(reasonToLead(createFollower(true, 0), 'master1'), null);
  });
});

describe('a follower waits', () => {
  test('for 1.5 s in which nothing changes', () => {
    assert.equal(
      leadsAtMs(() => ({})),
      1_600,
    );
  });

  test('for as long as the beat moves', () => {
    assert.equal(
      leadsAtMs((nowMs) => ({ control: { heartbeat: Math.floor(nowMs / 500) } })),
      null,
    );
  });

  test('for as long as the ledger grows, even without a beat', () => {
    assert.equal(
      leadsAtMs((nowMs) => ({ end: { number: 10 + nowMs } })),
      null,
    );
  });

  test('anew when the leader shows life again', () => {
    assert.equal(
      leadsAtMs((nowMs) => ({ control: { heartbeat: nowMs < 1_400 ? 1 : 2 } })),
      3_000,
    );
  });

  test('longer when looking takes long: a database that hung is not held against the leader', () => {
    const follower = createFollower(true, 0);
    const hungry: (string | null)[] = [];
    for (const nowMs of [0, 9_000, 18_000, 27_000]) {
      noteObservation(follower, { end: END, control: CONTROL }, nowMs);
      hungry.push(reasonToLead(follower, 'master2'));
    }
    assert.deepEqual(hungry, [null, null, null, null]);
  });
});

describe('a follower looks', () => {
  test('at once, and then every 200 ms', () => {
    const follower = createFollower(true, 1_000);
    assert.equal(isObservationDue(follower, 1_000), true);
    noteObservation(follower, { end: END, control: CONTROL }, 1_000);
    assert.equal(isObservationDue(follower, 1_199), false);
    assert.equal(isObservationDue(follower, 1_200), true);
  });

  test('only once at a time', () => {
    assert.equal(isObservationDue({ ...createFollower(true, 0), observing: true }, 99_000), false);
  });
});
