import { describe, test } from 'node:test';
import type { LocatedChaosLine } from '../src/evidence/evidence.ts';
import { PARTIAL_RUN } from '../src/expectations.ts';
import type { Draft } from './support/evidence-writer.ts';
import { smallScenario } from './support/runs.ts';
import { assertFails, assertPasses } from './support/tamper.ts';

/** Adds an outage to the chaos record, with its beginning and its end. */
function addOutage(
  draft: Draft,
  target: string,
  [begin, end]: readonly [LocatedChaosLine['action'], LocatedChaosLine['action']],
  [fromMs, toMs]: readonly [number, number],
): void {
  const place = { file: 'chaos.jsonl', line: (draft.chaos?.length ?? 0) + 1 };
  draft.chaos?.push({ ...place, action: begin, target, atMs: fromMs }, { ...place, action: end, target, atMs: toMs });
}

/** Returns a run in which slave1 loses task1 a minute after it was placed, and the times of both. */
function runWithRevocation(began: boolean) {
  const scenario = smallScenario();
  scenario.wait(60_000);
  if (began) scenario.run('task1', 'slave1');
  else scenario.place('task1', 'slave1');
  const placedMs = scenario.evidence().ledger.at(-1)?.atMs ?? 0;
  scenario.wait(60_000);
  scenario.revoke('slave1', 'connection broken');
  const revokedMs = scenario.evidence().ledger.at(-1)?.atMs ?? 0;
  return { draft: scenario.evidence(), placedMs, revokedMs };
}

/** Returns a run in which an idle slave is lost a minute after it joined, and when. */
function runWithLoss() {
  const scenario = smallScenario();
  scenario.wait(60_000);
  scenario.lose('slave2', 'connection broken');
  return { draft: scenario.evidence(), lostMs: scenario.evidence().ledger.at(-1)?.atMs ?? 0 };
}

const NOTHING = /nothing happened to that slave/;

describe('a kill', () => {
  test('is explained by the cancellation of its task in the same entry, and by no other', () => {
    for (const task of ['task1', 'task2']) {
      const { draft } = runWithRevocation(true);
      const last = draft.ledger.at(-1);
      const killed = last?.facts.find(({ kind }) => kind === 'task.killed');
      const taskId = task === 'task1' ? (killed?.task ?? '') : 'other';
      last?.facts.push({ kind: 'task.cancelled', task: taskId, taskname: task, reason: 'cancelled' });
      if (task === 'task1') assertPasses(draft, PARTIAL_RUN);
      else assertFails(draft, 'causes', NOTHING, PARTIAL_RUN);
    }
  });

  for (const actions of [
    ['freeze', 'thaw'],
    ['cut', 'heal'],
  ] as const) {
    test(`is explained by a ${actions[0]} of its slave that has just ended`, () => {
      const { draft, revokedMs } = runWithRevocation(true);
      addOutage(draft, 'slave1', actions, [revokedMs - 6_000, revokedMs - 3_000]);
      assertPasses(draft, PARTIAL_RUN);
    });

    test(`is not explained by a ${actions[0]} of its slave that ended long before`, () => {
      const { draft, placedMs } = runWithRevocation(true);
      addOutage(draft, 'slave1', actions, [placedMs + 1_000, placedMs + 4_000]);
      assertFails(draft, 'causes', NOTHING, PARTIAL_RUN);
    });

    test(`is explained by a ${actions[0]} of its slave after which the database was down`, () => {
      const { draft, placedMs, revokedMs } = runWithRevocation(true);
      addOutage(draft, 'slave1', actions, [placedMs + 1_000, placedMs + 4_000]);
      addOutage(draft, 'mongod', ['kill', 'start'], [placedMs + 5_000, revokedMs - 1_000]);
      assertPasses(draft, PARTIAL_RUN);
    });
  }

  test('is not explained by a freeze of the master', () => {
    const { draft, revokedMs } = runWithRevocation(true);
    addOutage(draft, 'master1', ['freeze', 'thaw'], [revokedMs - 6_000, revokedMs - 1_000]);
    assertFails(draft, 'causes', NOTHING, PARTIAL_RUN);
  });
});

describe('the return of a task that had not begun', () => {
  for (const [what, target] of [
    ['its master', 'master1'],
    ['the database', 'mongod'],
  ] as const)
    test(`is explained by a freeze of ${what}`, () => {
      const { draft, placedMs } = runWithRevocation(false);
      addOutage(draft, target, ['freeze', 'thaw'], [placedMs + 1_000, placedMs + 55_000]);
      assertPasses(draft, PARTIAL_RUN);
    });

  test('is not explained by a freeze of another master', () => {
    const { draft, placedMs } = runWithRevocation(false);
    addOutage(draft, 'master2', ['freeze', 'thaw'], [placedMs + 1_000, placedMs + 55_000]);
    assertFails(draft, 'causes', NOTHING, PARTIAL_RUN);
  });
});

describe('the loss of an idle slave', () => {
  for (const target of ['slave2', 'master1', 'mongod']) {
    test(`is explained by a freeze of ${target} that has just ended`, () => {
      const { draft, lostMs } = runWithLoss();
      addOutage(draft, target, ['freeze', 'thaw'], [lostMs - 6_000, lostMs - 1_000]);
      assertPasses(draft, PARTIAL_RUN);
    });

    test(`is not explained by a freeze of ${target} that ended long before`, () => {
      const { draft, lostMs } = runWithLoss();
      addOutage(draft, target, ['freeze', 'thaw'], [lostMs - 50_000, lostMs - 46_000]);
      assertFails(draft, 'causes', NOTHING, PARTIAL_RUN);
    });
  }

  test('is not explained by a freeze of a standby or of another slave', () => {
    for (const target of ['master2', 'slave1']) {
      const { draft, lostMs } = runWithLoss();
      addOutage(draft, target, ['freeze', 'thaw'], [lostMs - 6_000, lostMs - 1_000]);
      assertFails(draft, 'causes', NOTHING, PARTIAL_RUN);
    }
  });
});
