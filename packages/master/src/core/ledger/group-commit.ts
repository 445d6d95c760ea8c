import type { Effect, StepContext } from '../events.ts';
import type { Entry, Fact } from './facts.ts';

/** Facts in one entry: an entry of so many is about 200 kB, far below MongoDB's 16 MB, and written in milliseconds. */
const MAX_FACTS_PER_ENTRY = 1_000;

/**
 * Characters of task identifiers in one entry: anybody may insert documents whose `_id` is megabytes long, and an entry
 * must stay below MongoDB's 16 MB. A single decision always goes.
 */
const MAX_IDENTIFIERS_PER_ENTRY = 2_000_000;

/**
 * Decisions that may wait for the database: enough for an hour in which ten slaves a second come and go. Beyond it no
 * slave is let in, so that the memory stays bounded however long the database is away.
 */
const MAX_WAITING = 50_000;

/** So long a fact that nobody waits for may wait for company, in milliseconds. */
const LAZY_MS = 20;

/** Facts that were decided together, and the effects that must not be seen before they are durable. */
interface Decision {
  readonly facts: readonly Fact[];
  readonly effects: Effect[];
}

/**
 * Group commit: one append is in flight, and what is decided meanwhile forms the next entry. This is where the one
 * rule is kept: no effect before its fact.
 */
export interface GroupCommit {
  /** The number of the last entry known to be in the ledger. */
  last: number;
  inFlight: { readonly entry: Entry; readonly effects: Effect[] } | null;
  waiting: Decision[];
  /** When the oldest of the waiting facts must travel. */
  dueMs: number;
}

/** An appender that goes on after entry `last`. */
export function createGroupCommit(last: number): GroupCommit {
  return { last, inFlight: null, waiting: [], dueMs: Infinity };
}

/** How long the task identifiers of some facts are, all together. */
function identifierLength(facts: readonly Fact[]): number {
  return facts.reduce((length, fact) => length + ('task' in fact ? fact.task.length : 0), 0);
}

/** Nobody waits to hear that a task began: everything else that can happen to it comes later anyway. */
function isLazy(fact: Fact): boolean {
  return fact.kind === 'task.running';
}

/** Hands over facts to be written, and effects to be released once these and all earlier facts are durable. */
export function enqueue(
  groupCommit: GroupCommit,
  context: StepContext,
  facts: readonly Fact[],
  effects: readonly Effect[],
): void {
  if (facts.length > 0) {
    groupCommit.waiting.push({ facts, effects: [...effects] });
    const dueMs = facts.every(isLazy) ? context.nowMs + LAZY_MS : context.nowMs;
    groupCommit.dueMs = Math.min(groupCommit.dueMs, dueMs);
    return;
  }
  const gate = groupCommit.waiting.at(-1) ?? groupCommit.inFlight;
  (gate === null ? context : gate).effects.push(...effects);
}

/** When the next entry may be appended; Infinity while one is in flight or nothing waits. */
export function appendDueMs({ inFlight, dueMs }: GroupCommit): number {
  return inFlight === null ? dueMs : Infinity;
}

/** The next entry to append, or null while one is in flight or nothing is due. */
export function nextEntry(
  groupCommit: GroupCommit,
  { nowMs, wallMs }: StepContext,
  { epoch, by }: { epoch: number; by: string },
): Entry | null {
  if (groupCommit.inFlight !== null || groupCommit.dueMs > nowMs) return null;
  const facts: Fact[] = [];
  const effects: Effect[] = [];
  let taken = 0;
  let identifiers = 0;
  for (const decision of groupCommit.waiting) {
    identifiers += identifierLength(decision.facts);
    const full = facts.length + decision.facts.length > MAX_FACTS_PER_ENTRY || identifiers > MAX_IDENTIFIERS_PER_ENTRY;
    if (taken > 0 && full) break;
    facts.push(...decision.facts);
    effects.push(...decision.effects);
    taken += 1;
  }
  groupCommit.waiting.splice(0, taken);
  groupCommit.dueMs = groupCommit.waiting.length > 0 ? nowMs : Infinity;
  const entry: Entry = { number: groupCommit.last + 1, epoch, by, atMs: wallMs, facts };
  groupCommit.inFlight = { entry, effects };
  return entry;
}

/** The entry in flight is durable: gives the effects that waited for it. */
export function entryAppended(groupCommit: GroupCommit, number: number): readonly Effect[] {
  const { inFlight } = groupCommit;
  if (inFlight?.entry.number !== number) throw new Error(`entry ${number} was appended, but was not in flight`);
  groupCommit.last = number;
  groupCommit.inFlight = null;
  return inFlight.effects;
}

/** True when so much waits for the database that no more should be taken on. */
export function isOverloaded({ waiting }: GroupCommit): boolean {
  return waiting.length >= MAX_WAITING;
}

/** True when nothing is in flight and nothing waits. */
export function isDrained({ inFlight, waiting }: GroupCommit): boolean {
  return inFlight === null && waiting.length === 0;
}
