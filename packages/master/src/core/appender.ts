import type { Effect, Turn } from './events.ts';
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
export interface Appender {
  /** The number of the last entry known to be in the ledger. */
  last: number;
  inFlight: { readonly entry: Entry; readonly effects: Effect[] } | null;
  waiting: Decision[];
  /** When the oldest of the waiting facts must travel. */
  dueMs: number;
}

/** An appender that goes on after entry `last`. */
export const createAppender = (last: number): Appender => ({ last, inFlight: null, waiting: [], dueMs: Infinity });

/** How long the task identifiers of some facts are, all together. */
const identifierLength = (facts: readonly Fact[]): number =>
  facts.reduce((length, fact) => length + ('task' in fact ? fact.task.length : 0), 0);

/** Nobody waits to hear that a task began: everything else that can happen to it comes later anyway. */
const isLazy = (fact: Fact): boolean => fact.kind === 'task.running';

/** Hands over facts to be written, and effects to be released once these and all earlier facts are durable. */
export const enqueue = (appender: Appender, turn: Turn, facts: readonly Fact[], effects: readonly Effect[]): void => {
  if (facts.length > 0) {
    appender.waiting.push({ facts, effects: [...effects] });
    const dueMs = facts.every(isLazy) ? turn.nowMs + LAZY_MS : turn.nowMs;
    appender.dueMs = Math.min(appender.dueMs, dueMs);
    return;
  }
  const gate = appender.waiting.at(-1) ?? appender.inFlight;
  (gate === null ? turn : gate).effects.push(...effects);
};

/** When the next entry may be appended; Infinity while one is in flight or nothing waits. */
export const appendDueMs = ({ inFlight, dueMs }: Appender): number => (inFlight === null ? dueMs : Infinity);

/** The next entry to append, or null while one is in flight or nothing is due. */
export const nextEntry = (
  appender: Appender,
  { nowMs, wallMs }: Turn,
  { epoch, by }: { epoch: number; by: string },
): Entry | null => {
  if (appender.inFlight !== null || appender.dueMs > nowMs) return null;
  const facts: Fact[] = [];
  const effects: Effect[] = [];
  let taken = 0;
  let identifiers = 0;
  for (const decision of appender.waiting) {
    identifiers += identifierLength(decision.facts);
    const full = facts.length + decision.facts.length > MAX_FACTS_PER_ENTRY || identifiers > MAX_IDENTIFIERS_PER_ENTRY;
    if (taken > 0 && full) break;
    facts.push(...decision.facts);
    effects.push(...decision.effects);
    taken += 1;
  }
  appender.waiting.splice(0, taken);
  appender.dueMs = appender.waiting.length > 0 ? nowMs : Infinity;
  const entry: Entry = { number: appender.last + 1, epoch, by, atMs: wallMs, facts };
  appender.inFlight = { entry, effects };
  return entry;
};

/** The entry in flight is durable: gives the effects that waited for it. */
export const entryAppended = (appender: Appender, number: number): readonly Effect[] => {
  const { inFlight } = appender;
  if (inFlight?.entry.number !== number) throw new Error(`entry ${number} was appended, but was not in flight`);
  appender.last = number;
  appender.inFlight = null;
  return inFlight.effects;
};

/** True when so much waits for the database that no more should be taken on. */
export const isOverloaded = ({ waiting }: Appender): boolean => waiting.length >= MAX_WAITING;

/** True when nothing is in flight and nothing waits. */
export const isDrained = ({ inFlight, waiting }: Appender): boolean => inFlight === null && waiting.length === 0;
