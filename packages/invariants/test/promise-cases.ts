import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttemptFact, Entry, Fact } from '@steadfast/master/core/ledger/facts';
import {
  createExecutionRecord,
  createLedgerRecord,
  recordEntry,
  type ExecutionRecord,
  type ExecutionStart,
  type LedgerRecord,
  type PromiseName,
  type ReportViolation,
} from '../src/index.ts';

/** Empty records to play a case on, and a reporter that collects the violations. */
export interface Records {
  readonly ledger: LedgerRecord;
  readonly executions: ExecutionRecord;
  readonly report: ReportViolation;
}

/** A sequence of events; its name completes "accepts …" or "reports …". */
export type PromiseCase = readonly [name: string, play: (records: Records) => void];

/** A sequence that breaks a promise, with the expected detail, and other promises that it breaks as well. */
export type ViolationCase = readonly [...PromiseCase, detail: RegExp, others?: readonly PromiseName[]];

function violationsOf(play: PromiseCase[1]): (readonly [PromiseName, string])[] {
  const violations: (readonly [PromiseName, string])[] = [];
  const report: ReportViolation = (promise, detail) => void violations.push([promise, detail()]);
  play({ ledger: createLedgerRecord(), executions: createExecutionRecord(), report });
  return violations;
}

/** Defines the tests of one promise: sequences that keep it, and sequences that break it. */
export function describePromise(
  name: PromiseName,
  kept: readonly PromiseCase[],
  broken: readonly ViolationCase[],
): void {
  describe(`promise ${name}`, () => {
    for (const [what, play] of kept) test(`accepts ${what}`, () => assert.deepEqual(violationsOf(play), []));
    for (const [what, play, detail, others = []] of broken)
      test(`reports ${what}`, () => {
        const violations = violationsOf(play);
        const promises = new Set(violations.map(([promise]) => promise));
        assert.deepEqual([...promises].sort(), [name, ...others].sort());
        const matching = violations.filter(([promise, text]) => promise === name && detail.test(text));
        assert.equal(matching.length, 1, violations.join('\n'));
      });
  });
}

/** Returns an entry, by default of the first epoch and its leader. */
export function entryOf(number: number, facts: readonly Fact[], { epoch = 1, by = 'master-a' } = {}): Entry {
  return {
    number,
    epoch,
    by,
    atMs: number * 10,
    facts,
  };
}

/** Records the next entries of the ledger, one for each fact. */
export function recordFacts({ ledger, report }: Records, ...facts: readonly Fact[]): void {
  for (const fact of facts) recordEntry(ledger, entryOf(ledger.last + 1, [fact]), report);
}

/** The first attempt of the only task, on the only slave. */
export const FIRST_ATTEMPT: ExecutionStart = { taskId: 'task', attempt: 1, host: 'slave', instance: 'slave-a' };

export const SECOND_ATTEMPT: ExecutionStart = { ...FIRST_ATTEMPT, attempt: 2 };

/** The first attempt, on another instance of the slave. */
export const OTHER_INSTANCE: ExecutionStart = { ...FIRST_ATTEMPT, instance: 'slave-b' };

/** Returns a fact about an attempt, by default about the first. */
export function factOf(
  kind: AttemptFact['kind'],
  { taskId: task, attempt, host, instance }: ExecutionStart = FIRST_ATTEMPT,
): Fact {
  const placement = { task, taskname: 'name', attempt, host, instance };
  if (kind === 'task.failed') return { kind, ...placement, reason: 'wrong', failures: 1, retryAtMs: 0 };
  return kind === 'task.killed' || kind === 'task.returned'
    ? { kind, ...placement, reason: 'lost' }
    : { kind, ...placement };
}

export const BEGAN: Fact = { kind: 'epoch.began', name: 'master', instance: 'master-a' };
export const ENDED: Fact = { kind: 'epoch.ended', reason: 'stopped' };
export const JOINED: Fact = { kind: 'slave.joined', host: 'slave', instance: 'slave-a' };
export const OTHER_JOINED: Fact = { kind: 'slave.joined', host: 'slave', instance: 'slave-b' };
export const LOST: Fact = { kind: 'slave.lost', host: 'slave', instance: 'slave-a', reason: 'gone' };
export const ADOPTED: Fact = { kind: 'task.adopted', task: 'task', taskname: 'name', attempt: 1, reason: 'elsewhere' };
export const PARKED: Fact = { kind: 'task.parked', task: 'task', taskname: null, reason: 'odd' };
