import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  appendDueMs,
  createAppender,
  enqueue,
  entryAppended,
  isDrained,
  nextEntry,
  type Appender,
} from '../../src/core/appender.ts';
import type { Effect, Turn } from '../../src/core/events.ts';
import type { Entry, Fact } from '../../src/core/facts.ts';
import { readFact } from './reading.ts';
import { showFact } from './showing.ts';

const BY = { epoch: 3, by: 'master1-a' };

const turnAt = (nowMs: number): Turn => ({ nowMs, wallMs: nowMs, term: 1, effects: [] });

/** An effect that can be told from others. */
const effect = (name: string): Effect => ({ kind: 'log', level: 'info', event: name, message: '', fields: {} });

const names = (effects: readonly Effect[]): string[] =>
  effects.map((each) => (each.kind === 'log' ? each.event : each.kind));

/** Decides facts at a moment; gives the effects that need not wait. */
const decide = (appender: Appender, nowMs: number, facts: readonly string[], ...effects: string[]): string[] => {
  const turn = turnAt(nowMs);
  enqueue(appender, turn, facts.map(readFact), effects.map(effect));
  return names(turn.effects);
};

const append = (appender: Appender, nowMs: number): Entry | null => nextEntry(appender, turnAt(nowMs), BY);

const factsOf = (entry: Entry | null): string[] | undefined => entry?.facts.map(showFact);

/** The fact that a task with a giant identifier is set aside. */
const parkGiant = (letter: string): Fact => ({
  kind: 'task.parked',
  task: letter.repeat(1_500_000),
  taskname: null,
  reason: '',
});

describe('the appender', () => {
  test('gives an entry the next number, its reign, its author and the time', () => {
    const appender = createAppender(41);
    decide(appender, 0, ['slave.joined slave1']);
    const facts: Fact[] = [{ kind: 'slave.joined', host: 'slave1', instance: 'a' }];
    assert.deepEqual(append(appender, 5), { number: 42, epoch: 3, by: 'master1-a', atMs: 5, facts });
  });

  test('writes together what is decided while an entry is on its way', () => {
    const appender = createAppender(0);
    decide(appender, 0, ['slave.joined slave1']);
    append(appender, 0);
    decide(appender, 1, ['task.placed t1#1 on slave1']);
    decide(appender, 2, ['task.placed t2#1 on slave2']);
    assert.equal(append(appender, 3), null, 'one entry is on its way at a time');
    assert.equal(appendDueMs(appender), Infinity);
    entryAppended(appender, 1);
    const next = append(appender, 4);
    assert.deepEqual(factsOf(next), ['task.placed t1#1 on slave1', 'task.placed t2#1 on slave2']);
    assert.equal(next?.number, 2);
  });

  test('lets no effect out before its fact is durable', () => {
    const appender = createAppender(0);
    assert.deepEqual(decide(appender, 0, ['task.placed t1#1 on slave1'], 'assign t1'), []);
    append(appender, 0);
    assert.deepEqual(decide(appender, 1, ['task.placed t2#1 on slave2'], 'assign t2'), []);
    assert.deepEqual(names(entryAppended(appender, 1)), ['assign t1']);
    append(appender, 2);
    assert.deepEqual(names(entryAppended(appender, 2)), ['assign t2']);
  });

  test('keeps effects without facts behind the facts that were decided before them', () => {
    const appender = createAppender(0);
    assert.deepEqual(decide(appender, 0, [], 'at once'), ['at once']);
    decide(appender, 0, ['slave.joined slave1'], 'first');
    assert.deepEqual(decide(appender, 0, [], 'behind what waits'), []);
    append(appender, 0);
    assert.deepEqual(decide(appender, 0, [], 'behind what is on its way'), []);
    assert.deepEqual(names(entryAppended(appender, 1)), ['first', 'behind what waits', 'behind what is on its way']);
    assert.deepEqual(decide(appender, 0, [], 'at once again'), ['at once again']);
  });

  test('lets the beginning of a task wait for company, for 20 ms', () => {
    const appender = createAppender(0);
    decide(appender, 100, ['task.running t1#1 on slave1']);
    assert.equal(appendDueMs(appender), 120);
    decide(appender, 110, ['task.running t2#1 on slave2']);
    assert.equal(appendDueMs(appender), 120, 'the first one does not wait for longer because of the second');
    assert.equal(append(appender, 119), null);
    assert.equal(append(appender, 120)?.facts.length, 2);
  });

  test('takes the beginning of a task along with what is urgent', () => {
    const appender = createAppender(0);
    decide(appender, 100, ['task.running t1#1 on slave1']);
    decide(appender, 101, ['task.success t2#1 on slave2']);
    assert.deepEqual(factsOf(append(appender, 101)), ['task.running t1#1 on slave1', 'task.success t2#1 on slave2']);
  });

  test('puts at most a thousand facts into an entry, in order, and the rest into the next at once', () => {
    const appender = createAppender(0);
    for (let index = 0; index < 2_500; index += 1)
      decide(appender, 0, [`task.success t${index}#1 on slave1`], `${index}`);
    const sizes: number[] = [];
    const released: string[] = [];
    while (!isDrained(appender)) {
      assert.equal(appendDueMs(appender), sizes.length === 0 ? 0 : 7);
      const entry = append(appender, 7);
      assert.ok(entry);
      sizes.push(entry.facts.length);
      released.push(...names(entryAppended(appender, entry.number)));
    }
    assert.deepEqual(sizes, [1_000, 1_000, 500]);
    assert.deepEqual(
      released,
      Array.from({ length: 2_500 }, (_, index) => `${index}`),
    );
  });

  test('keeps an entry far below the limit of the database, however long the identifiers of tasks are', () => {
    const appender = createAppender(0);
    for (const letter of ['a', 'b', 'c']) enqueue(appender, turnAt(0), [parkGiant(letter)], []);
    for (const number of [1, 2, 3]) {
      assert.equal(append(appender, 0)?.facts.length, 1);
      entryAppended(appender, number);
    }
    assert.ok(isDrained(appender));
  });

  test('does not tear apart what was decided together', () => {
    const appender = createAppender(0);
    const many = Array.from({ length: 999 }, (_, index) => `task.success t${index}#1 on slave1`);
    decide(appender, 0, many);
    decide(appender, 0, ['slave.lost slave1 (gone)', 'task.killed t1#1 on slave1 (gone)']);
    assert.equal(append(appender, 0)?.facts.length, 999);
    entryAppended(appender, 1);
    assert.equal(append(appender, 0)?.facts.length, 2);
  });

  test('is drained when nothing waits and nothing is on its way', () => {
    const appender = createAppender(0);
    assert.equal(isDrained(appender), true);
    decide(appender, 0, ['slave.joined slave1']);
    assert.equal(isDrained(appender), false);
    append(appender, 0);
    assert.equal(isDrained(appender), false);
    entryAppended(appender, 1);
    assert.equal(isDrained(appender), true);
  });

  test('is told of no entry that it did not send', () => {
    const appender = createAppender(0);
    assert.throws(() => entryAppended(appender, 1), /not in flight/);
    decide(appender, 0, ['slave.joined slave1']);
    append(appender, 0);
    assert.throws(() => entryAppended(appender, 2), /not in flight/);
  });
});
