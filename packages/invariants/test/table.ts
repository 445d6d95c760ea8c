import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Entry, Fact, TaskFact } from '@steadfast/master/core/ledger/facts';
import {
  createExecutionRecord,
  createLedgerRecord,
  PROMISES,
  takeEntry,
  type LedgerRecord,
  type PromiseName,
  type Report,
  type Start,
} from '../src/index.ts';

/** The records that a sequence is played on, and who listens. */
export interface Stage {
  readonly ledger: LedgerRecord;
  readonly executions: ReturnType<typeof createExecutionRecord>;
  readonly report: Report;
}

/** What happens, in words and as calls. */
export type Sequence = readonly [words: string, play: (stage: Stage) => void];

/** A sequence that breaks a promise: what is said about it, and which others it breaks too. */
export type Breach = readonly [...Sequence, detail: RegExp, others?: readonly PromiseName[]];

function play(run: Sequence[1]): (readonly [PromiseName, string])[] {
  const found: (readonly [PromiseName, string])[] = [];
  const report: Report = (promise, detail) => void found.push([promise, detail()]);
  run({ ledger: createLedgerRecord(), executions: createExecutionRecord(), report });
  return found;
}

/** A promise, what keeps it, and what breaks it. */
export function promise(name: PromiseName, kept: readonly Sequence[], broken: readonly Breach[]): void {
  describe(PROMISES[name], () => {
    for (const [words, run] of kept) test(`kept: ${words}`, () => assert.deepEqual(play(run), []));
    for (const [words, run, detail, others = []] of broken)
      test(`broken: ${words}`, () => {
        const found = play(run);
        assert.deepEqual([...new Set(found.map(([each]) => each))].sort(), [name, ...others].sort());
        const said = found.filter(([each, text]) => each === name && detail.test(text));
        assert.equal(said.length, 1, found.join('\n'));
      });
  });
}

/** An entry of the first reign, unless it says something else. */
export function entryOf(number: number, facts: readonly Fact[], { epoch = 1, by = 'master-a' } = {}): Entry {
  return {
    number,
    epoch,
    by,
    atMs: number * 10,
    facts,
  };
}

/** Takes entries, numbered from 1, of one fact each. */
export function takeFacts({ ledger, report }: Stage, ...facts: readonly Fact[]): void {
  for (const fact of facts) takeEntry(ledger, entryOf(ledger.last + 1, [fact]), report);
}

/** The first attempt of the one task there is, on the one slave. */
export const ATTEMPT: Start = { taskId: 'task', attempt: 1, host: 'slave', instance: 'slave-a' };

/** Another attempt, and another life of the slave. */
export const SECOND: Start = { ...ATTEMPT, attempt: 2 };
export const STRANGER: Start = { ...ATTEMPT, instance: 'slave-b' };

/** A fact about an attempt. */
export function about(
  kind: Exclude<TaskFact['kind'], 'task.parked'>,
  { taskId: task, attempt, host, instance }: Start = ATTEMPT,
): Fact {
  const placement = { task, taskname: 'name', attempt, host, instance };
  return kind === 'task.killed' || kind === 'task.returned'
    ? { kind, ...placement, reason: 'lost' }
    : { kind, ...placement };
}

export const BEGAN: Fact = { kind: 'epoch.began', name: 'master', instance: 'master-a' };
export const ENDED: Fact = { kind: 'epoch.ended', reason: 'stopped' };
export const JOINED: Fact = { kind: 'slave.joined', host: 'slave', instance: 'slave-a' };
export const JOINED_AGAIN: Fact = { kind: 'slave.joined', host: 'slave', instance: 'slave-b' };
export const LOST: Fact = { kind: 'slave.lost', host: 'slave', instance: 'slave-a', reason: 'gone' };
export const PARKED: Fact = { kind: 'task.parked', task: 'task', taskname: null, reason: 'odd' };
