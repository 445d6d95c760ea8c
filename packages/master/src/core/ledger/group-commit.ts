import type { Effect, StepContext } from '../effects.ts';
import type { Entry, Fact } from './facts.ts';

/**
 * An entry with this many facts takes about 200 kB, far below MongoDB's limit of 16 MB, and is written in milliseconds.
 */
const MAX_FACTS_PER_ENTRY = 1_000;

/**
 * Maximum total length of the task identifiers, results and reasons in one entry, in characters. A document may have an
 * `_id` of megabytes, and an entry must stay below MongoDB's limit of 16 MB. A decision that exceeds this alone still
 * gets an entry.
 */
const MAX_TEXT_PER_ENTRY = 2_000_000;

/**
 * Decisions that may wait for the database. Beyond this no slave may register, so that memory stays bounded during an
 * outage. Enough for 40 minutes in which ten slaves per second join and are lost.
 */
const MAX_BACKLOG = 50_000;

/**
 * Total length of the identifiers, results and reasons that may wait for the database, in characters: a thousand of the
 * largest results. Slaves keep further ones until they can register again.
 */
const MAX_BACKLOG_TEXT = 64_000_000;

/**
 * Maximum time a non-urgent fact waits to be batched: long enough to share an entry, too short for a person to notice.
 */
const MAX_DEFERRAL_MS = 20;

/** Facts that were decided together, and the effects that must wait until they are durable. */
interface Decision {
  readonly facts: readonly Fact[];
  readonly effects: Effect[];
  readonly textLength: number;
}

/**
 * Group commit: while one append is in flight, further decisions are collected for the next entry. This is where the
 * central rule is enforced: no effect before its fact.
 */
export interface GroupCommit {
  /** The number of the last entry known to be in the ledger. */
  last: number;
  inFlight: { readonly entry: Entry; readonly effects: Effect[] } | null;
  backlog: Decision[];
  /** The total length of the texts in the backlog; see `MAX_TEXT_PER_ENTRY`. */
  backlogTextLength: number;
  /** When the backlog must be appended; Infinity while it is empty. */
  dueMs: number;
}

/** Returns a group commit that continues after entry `last`. */
export function createGroupCommit(last: number): GroupCommit {
  return { last, inFlight: null, backlog: [], backlogTextLength: 0, dueMs: Infinity };
}

function textLengthOf(fact: Fact): number {
  const identifier = 'task' in fact ? fact.task.length : 0;
  const reason = 'reason' in fact ? fact.reason.length : 0;
  return identifier + reason + ('result' in fact ? (fact.result?.length ?? 0) : 0);
}

/** Returns the total length of the task identifiers, results and reasons in facts, in characters. */
function totalTextLength(facts: readonly Fact[]): number {
  return facts.reduce((length, fact) => length + textLengthOf(fact), 0);
}

/** Returns whether a fact may wait to be batched: no effect depends on `task.running`. */
function isDeferrable(fact: Fact): boolean {
  return fact.kind === 'task.running';
}

/** Queues facts to be appended, and effects to be released once these and all earlier facts are durable. */
export function enqueue(
  groupCommit: GroupCommit,
  context: StepContext,
  facts: readonly Fact[],
  effects: readonly Effect[],
): void {
  if (facts.length > 0) {
    const textLength = totalTextLength(facts);
    groupCommit.backlog.push({ facts, effects: [...effects], textLength });
    groupCommit.backlogTextLength += textLength;
    const dueMs = facts.every(isDeferrable) ? context.nowMs + MAX_DEFERRAL_MS : context.nowMs;
    groupCommit.dueMs = Math.min(groupCommit.dueMs, dueMs);
    return;
  }
  const gate = groupCommit.backlog.at(-1) ?? groupCommit.inFlight;
  (gate === null ? context : gate).effects.push(...effects);
}

/** Returns when the next entry may be appended; Infinity while one is in flight or the backlog is empty. */
export function appendDueMs({ inFlight, dueMs }: GroupCommit): number {
  return inFlight === null ? dueMs : Infinity;
}

/** Takes decisions from the backlog to form the next entry. Returns null while one is in flight or nothing is due. */
export function nextEntry(
  groupCommit: GroupCommit,
  { nowMs, wallMs }: StepContext,
  { epoch, by }: { epoch: number; by: string },
): Entry | null {
  if (groupCommit.inFlight !== null || groupCommit.dueMs > nowMs) return null;
  const facts: Fact[] = [];
  const effects: Effect[] = [];
  let taken = 0;
  let text = 0;
  for (const decision of groupCommit.backlog) {
    text += decision.textLength;
    const full = facts.length + decision.facts.length > MAX_FACTS_PER_ENTRY || text > MAX_TEXT_PER_ENTRY;
    if (taken > 0 && full) break;
    facts.push(...decision.facts);
    effects.push(...decision.effects);
    taken += 1;
    groupCommit.backlogTextLength -= decision.textLength;
  }
  groupCommit.backlog.splice(0, taken);
  groupCommit.dueMs = groupCommit.backlog.length > 0 ? nowMs : Infinity;
  const entry: Entry = { number: groupCommit.last + 1, epoch, by, atMs: wallMs, facts };
  groupCommit.inFlight = { entry, effects };
  return entry;
}

/**
 * Records that the entry in flight is durable. Returns the effects that waited for it.
 * @throws when another entry, or none, is in flight
 */
export function entryAppended(groupCommit: GroupCommit, number: number): readonly Effect[] {
  const { inFlight } = groupCommit;
  if (inFlight?.entry.number !== number) throw new Error(`entry ${number} was appended, but was not in flight`);
  groupCommit.last = number;
  groupCommit.inFlight = null;
  return inFlight.effects;
}

/** Returns whether the backlog is full, so that no slave may register. */
export function isOverloaded({ backlog }: GroupCommit): boolean {
  return backlog.length >= MAX_BACKLOG;
}

/** Returns whether the backlog holds as many results as memory allows, so that no more may be accepted. */
export function isFullOfResults({ backlogTextLength }: GroupCommit): boolean {
  return backlogTextLength >= MAX_BACKLOG_TEXT;
}

/** Returns whether everything that was decided is durable. */
export function isDrained({ inFlight, backlog }: GroupCommit): boolean {
  return inFlight === null && backlog.length === 0;
}
