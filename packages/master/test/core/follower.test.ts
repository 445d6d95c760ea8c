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

/** Returns why a follower named `name` claims leadership after its first observation; null if it does not. */
function reasonAtFirst(
  name: string,
  end: Partial<LedgerEnd>,
  control: Partial<Control> | null,
  justStarted = true,
): string | null {
  const follower = createFollower(justStarted, 0);
  noteObservation(follower, { end: { ...END, ...end }, control: control && { ...CONTROL, ...control } }, 0);
  return reasonToLead(follower, name);
}

/** Observes every 200 ms for 10 s. Returns the time at which the follower claims leadership; null if it does not. */
function claimsAtMs(
  observe: (nowMs: number) => { end?: Partial<LedgerEnd>; control?: Partial<Control> },
): number | null {
  const follower = createFollower(true, 0);
  for (let nowMs = 0; nowMs <= 10_000; nowMs += 200) {
    const { end = {}, control = {} } = observe(nowMs);
    noteObservation(follower, { end: { ...END, ...end }, control: { ...CONTROL, ...control } }, nowMs);
    if (reasonToLead(follower, 'master2') !== null) return nowMs;
  }
  return null;
}

describe('a follower that makes its first observation', () => {
  test('claims leadership if the ledger is empty', () => {
    assert.equal(reasonAtFirst('master2', { number: 0, epoch: 0 }, null), 'the ledger is empty');
  });

  test('claims leadership if the last epoch ended cleanly, no matter who led', () => {
    assert.equal(reasonAtFirst('master2', { ended: true }, {}), 'the last epoch ended cleanly');
    assert.equal(reasonAtFirst('master2', { ended: true }, {}, false), 'the last epoch ended cleanly');
  });

  test('claims leadership if it has just started and a master with its name led the last epoch', () => {
    assert.equal(reasonAtFirst('master1', {}, {}), 'it led the last epoch');
    assert.equal(reasonAtFirst('master1', { beganBy: 'master1' }, null), 'it led the last epoch');
  });

  test('does not claim leadership because of its name if it was deposed, so that two masters with one name do not flap', () => {
    assert.equal(reasonAtFirst('master1', {}, {}, false), null);
  });

  test('does not claim leadership because of its name if only the heartbeat of an earlier epoch has it', () => {
    assert.equal(reasonAtFirst('master1', { epoch: 4 }, { epoch: 3, name: 'master1' }), null);
    assert.equal(reasonAtFirst('master1', { epoch: 4, beganBy: 'master2' }, { epoch: 3, name: 'master1' }), null);
  });
});

describe('a follower', () => {
  test('does not claim leadership before it has observed anything', () => {
    assert.equal(reasonToLead(createFollower(true, 0), 'master1'), null);
  });
  test('claims leadership at the first observation after 1.5 s without a change', () => {
    assert.equal(
      claimsAtMs(() => ({})),
      1_600,
    );
  });

  test('does not claim leadership while the heartbeat changes', () => {
    assert.equal(
      claimsAtMs((nowMs) => ({ control: { heartbeat: Math.floor(nowMs / 500) } })),
      null,
    );
  });

  test('does not claim leadership while the ledger grows, even without a heartbeat', () => {
    assert.equal(
      claimsAtMs((nowMs) => ({ end: { number: 10 + nowMs } })),
      null,
    );
  });

  test('starts to measure the silence again when the heartbeat changes', () => {
    assert.equal(
      claimsAtMs((nowMs) => ({ control: { heartbeat: nowMs < 1_400 ? 1 : 2 } })),
      3_000,
    );
  });

  test('does not count the time of slow observations as silence of the leader', () => {
    const follower = createFollower(true, 0);
    const reasons: (string | null)[] = [];
    for (const nowMs of [0, 9_000, 18_000, 27_000]) {
      noteObservation(follower, { end: END, control: CONTROL }, nowMs);
      reasons.push(reasonToLead(follower, 'master2'));
    }
    assert.deepEqual(reasons, [null, null, null, null]);
  });
  test('observes at once, and then every 200 ms', () => {
    const follower = createFollower(true, 1_000);
    assert.equal(isObservationDue(follower, 1_000), true);
    noteObservation(follower, { end: END, control: CONTROL }, 1_000);
    assert.equal(isObservationDue(follower, 1_199), false);
    assert.equal(isObservationDue(follower, 1_200), true);
  });

  test('does not observe while an observation is in flight', () => {
    assert.equal(isObservationDue({ ...createFollower(true, 0), observing: true }, 99_000), false);
  });
});
