import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  appendDueMs,
  createGroupCommit,
  enqueue,
  entryAppended,
  isDrained,
  nextEntry,
  type GroupCommit,
} from '../../src/core/ledger/group-commit.ts';
import { createContact } from '../../src/core/contact.ts';
import type { Effect, StepContext } from '../../src/core/effects.ts';
import type { Entry, Fact } from '../../src/core/ledger/facts.ts';
import { parseFact } from './parse-event.ts';
import { formatFact } from './format-effect.ts';

const BY = { epoch: 3, by: 'master1-a' };

function contextAt(nowMs: number): StepContext {
  return { nowMs, wallMs: nowMs, generation: 1, contact: createContact(nowMs), effects: [] };
}

/** Returns an effect that is recognized by its name. */
function effect(name: string): Effect {
  return { kind: 'log', level: 'info', event: name, message: '', fields: {} };
}

function names(effects: readonly Effect[]): string[] {
  return effects.map((each) => (each.kind === 'log' ? each.event : each.kind));
}

/** Enqueues facts and effects at a time. Returns the effects that are released immediately. */
function decide(groupCommit: GroupCommit, nowMs: number, facts: readonly string[], ...effects: string[]): string[] {
  const context = contextAt(nowMs);
  enqueue(groupCommit, context, facts.map(parseFact), effects.map(effect));
  return names(context.effects);
}

function append(groupCommit: GroupCommit, nowMs: number): Entry | null {
  return nextEntry(groupCommit, contextAt(nowMs), BY);
}

function factsOf(entry: Entry | null): string[] | undefined {
  return entry?.facts.map(formatFact);
}

/** Returns a fact about a task with an identifier of 1.5 million characters. */
function factWithLongIdentifier(letter: string): Fact {
  return {
    kind: 'task.parked',
    task: letter.repeat(1_500_000),
    taskname: null,
    reason: '',
  };
}

describe('the group commit', () => {
  test('forms an entry with the next number, the epoch, the instance of the master and the time', () => {
    const groupCommit = createGroupCommit(41);
    decide(groupCommit, 0, ['slave.joined slave1']);
    const facts: Fact[] = [{ kind: 'slave.joined', host: 'slave1', instance: 'slave1' }];
    assert.deepEqual(append(groupCommit, 5), { number: 42, epoch: 3, by: 'master1-a', atMs: 5, facts });
  });

  test('collects the facts that are decided while an entry is in flight into the next entry', () => {
    const groupCommit = createGroupCommit(0);
    decide(groupCommit, 0, ['slave.joined slave1']);
    append(groupCommit, 0);
    decide(groupCommit, 1, ['task.placed t1#1 on slave1']);
    decide(groupCommit, 2, ['task.placed t2#1 on slave2']);
    assert.equal(append(groupCommit, 3), null, 'there must not be two entries in flight');
    assert.equal(appendDueMs(groupCommit), Infinity);
    entryAppended(groupCommit, 1);
    const next = append(groupCommit, 4);
    assert.deepEqual(factsOf(next), ['task.placed t1#1 on slave1', 'task.placed t2#1 on slave2']);
    assert.equal(next?.number, 2);
  });

  test('releases no effect before its fact is durable', () => {
    const groupCommit = createGroupCommit(0);
    assert.deepEqual(decide(groupCommit, 0, ['task.placed t1#1 on slave1'], 'assign t1'), []);
    append(groupCommit, 0);
    assert.deepEqual(decide(groupCommit, 1, ['task.placed t2#1 on slave2'], 'assign t2'), []);
    assert.deepEqual(names(entryAppended(groupCommit, 1)), ['assign t1']);
    append(groupCommit, 2);
    assert.deepEqual(names(entryAppended(groupCommit, 2)), ['assign t2']);
  });

  test('releases effects without facts only after all facts that were decided before them', () => {
    const groupCommit = createGroupCommit(0);
    assert.deepEqual(decide(groupCommit, 0, [], 'at once'), ['at once']);
    decide(groupCommit, 0, ['slave.joined slave1'], 'first');
    assert.deepEqual(decide(groupCommit, 0, [], 'after the backlog'), []);
    append(groupCommit, 0);
    assert.deepEqual(decide(groupCommit, 0, [], 'after the entry in flight'), []);
    assert.deepEqual(names(entryAppended(groupCommit, 1)), ['first', 'after the backlog', 'after the entry in flight']);
    assert.deepEqual(decide(groupCommit, 0, [], 'at once again'), ['at once again']);
  });

  test('defers task.running by at most 20 ms to batch it with other facts', () => {
    const groupCommit = createGroupCommit(0);
    decide(groupCommit, 100, ['task.running t1#1 on slave1']);
    assert.equal(appendDueMs(groupCommit), 120);
    decide(groupCommit, 110, ['task.running t2#1 on slave2']);
    assert.equal(appendDueMs(groupCommit), 120, 'a second fact must not defer the first one any longer');
    assert.equal(append(groupCommit, 119), null);
    assert.equal(append(groupCommit, 120)?.facts.length, 2);
  });

  test('appends a deferred task.running together with an urgent fact', () => {
    const groupCommit = createGroupCommit(0);
    decide(groupCommit, 100, ['task.running t1#1 on slave1']);
    decide(groupCommit, 101, ['task.success t2#1 on slave2']);
    assert.deepEqual(factsOf(append(groupCommit, 101)), ['task.running t1#1 on slave1', 'task.success t2#1 on slave2']);
  });

  test('appends at most 1,000 facts per entry, in order, and the rest without delay in the next entries', () => {
    const groupCommit = createGroupCommit(0);
    for (let index = 0; index < 2_500; index += 1)
      decide(groupCommit, 0, [`task.success t${index}#1 on slave1`], `${index}`);
    const sizes: number[] = [];
    const released: string[] = [];
    while (!isDrained(groupCommit)) {
      assert.equal(appendDueMs(groupCommit), sizes.length === 0 ? 0 : 7);
      const entry = append(groupCommit, 7);
      assert.ok(entry);
      sizes.push(entry.facts.length);
      released.push(...names(entryAppended(groupCommit, entry.number)));
    }
    assert.deepEqual(sizes, [1_000, 1_000, 500]);
    assert.deepEqual(
      released,
      Array.from({ length: 2_500 }, (_, index) => `${index}`),
    );
  });

  test('limits the total length of the task identifiers in an entry', () => {
    const groupCommit = createGroupCommit(0);
    for (const letter of ['a', 'b', 'c']) enqueue(groupCommit, contextAt(0), [factWithLongIdentifier(letter)], []);
    for (const number of [1, 2, 3]) {
      assert.equal(append(groupCommit, 0)?.facts.length, 1);
      entryAppended(groupCommit, number);
    }
    assert.ok(isDrained(groupCommit));
  });

  test('does not split facts that were decided together', () => {
    const groupCommit = createGroupCommit(0);
    const many = Array.from({ length: 999 }, (_, index) => `task.success t${index}#1 on slave1`);
    decide(groupCommit, 0, many);
    decide(groupCommit, 0, ['slave.lost slave1: gone', 'task.killed t1#1 on slave1: gone']);
    assert.equal(append(groupCommit, 0)?.facts.length, 999);
    entryAppended(groupCommit, 1);
    assert.equal(append(groupCommit, 0)?.facts.length, 2);
  });

  test('is drained if the backlog is empty and no entry is in flight', () => {
    const groupCommit = createGroupCommit(0);
    assert.equal(isDrained(groupCommit), true);
    decide(groupCommit, 0, ['slave.joined slave1']);
    assert.equal(isDrained(groupCommit), false);
    append(groupCommit, 0);
    assert.equal(isDrained(groupCommit), false);
    entryAppended(groupCommit, 1);
    assert.equal(isDrained(groupCommit), true);
  });

  test('throws if an entry is appended that was not in flight', () => {
    const groupCommit = createGroupCommit(0);
    assert.throws(() => entryAppended(groupCommit, 1), /not in flight/);
    decide(groupCommit, 0, ['slave.joined slave1']);
    append(groupCommit, 0);
    assert.throws(() => entryAppended(groupCommit, 2), /not in flight/);
  });
});
