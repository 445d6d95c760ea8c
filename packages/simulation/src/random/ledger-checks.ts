import type { Entry } from '@steadfast/master/core/ledger/facts';
import { REQUEST_DEADLINE_MS } from '@steadfast/master/store/deadline-port';
import { WALL_START_MS, type SimulatedWorld } from './world-state.ts';

/** How long a leader keeps every entry, however its wall clock jumps, unless the retention is shorter. */
const MIN_KEPT_MS = 600_000;

/** Records that a master has logged an entry, and checks that it is the one in the ledger. */
export function checkLogged({ cluster, loggedEntries }: SimulatedWorld, entry: Entry): void {
  loggedEntries.add(entry.number);
  const committed = cluster.database().committed.ledger.get(entry.number);
  if (entry.number > cluster.observations().ledger.last || (committed !== undefined && committed !== entry))
    cluster.reportViolation(
      'log-is-ledger',
      () => `entry ${entry.number} was logged, but the ledger has ${committed === undefined ? 'none' : 'another'}`,
    );
}

/** The fields of a log line that identify a fact. */
interface LoggedFact {
  readonly event: string;
  readonly epoch: number;
  readonly entry: number;
  readonly index: number;
}

/** Records that a real driver has logged a fact, and checks that it is the one in the ledger. */
export function checkFactLogged(
  { cluster, loggedEntries }: SimulatedWorld,
  { event, epoch, entry, index }: LoggedFact,
): void {
  const committed = cluster.database().committed.ledger.get(entry);
  const isLast = index === (committed?.facts.length ?? 0) - 1;
  if (committed === undefined || isLast) loggedEntries.add(entry);
  const isTrimmed = committed === undefined && entry <= cluster.observations().ledger.last;
  if (!isTrimmed && (committed?.epoch !== epoch || committed.facts[index]?.kind !== event))
    cluster.reportViolation(
      'log-is-ledger',
      () => `${event} was logged as fact ${index} of entry ${entry}, but is not`,
    );
}

/** Checks by simulated time, which no process knows, that trimmed entries are old enough. */
export function checkTrimmed(world: SimulatedWorld, entries: readonly Entry[]): void {
  const { plan, events, committedAtMs, cluster } = world;
  const minAgeMs = (1 - 2 * plan.drift) * Math.min(plan.retentionMs, MIN_KEPT_MS);
  for (const { number } of entries) {
    const ageMs = events.nowMs() - (committedAtMs.get(number) ?? Infinity);
    if (ageMs < minAgeMs)
      cluster.reportViolation('trimmed-is-old', () => `entry ${number} was trimmed after ${Math.round(ageMs)} ms`);
  }
}

/** How often a leader trims, unless the retention is shorter. */
const TRIM_INTERVAL_MS = 600_000;

/** How long a request to trim may take, with the heartbeat that it relies on. */
const TRIM_REQUEST_MS = 2_000;

function beginsEpoch({ facts }: Entry): boolean {
  return facts.some(({ kind }) => kind === 'epoch.began');
}

/**
 * Checks at the end of a world that no entry is left that a leader must have trimmed. Entries with a date in the future
 * are not counted: the next one after them decides.
 */
export function checkExpired({ plan, events, committedAtMs, cluster }: SimulatedWorld): void {
  const { retentionMs, drift, healAtMs } = plan;
  const nowMs = events.nowMs();
  const entries = [...cluster.database().committed.ledger.values()].sort((one, other) => one.number - other.number);
  const committedMs = ({ number }: Entry): number => committedAtMs.get(number) ?? Infinity;
  const leadingSinceMs = Math.max(healAtMs, ...entries.filter(beginsEpoch).map(committedMs));
  const index = entries.findIndex((entry) => !beginsEpoch(entry) && entry.atMs <= WALL_START_MS + nowMs);
  const [oldest, next] = entries.slice(index);
  // The last entry is never trimmed. An entry must have a successor in one round of trimming to be trimmed in the next.
  if (index === -1 || oldest === undefined || next === undefined) return;
  // The heartbeat that trimming relies on may have begun before the faults ended, and never be answered.
  const requestMs = TRIM_REQUEST_MS + (plan.drivers ? REQUEST_DEADLINE_MS : 0);
  const dueMs = retentionMs + 2 * (1 + 2 * drift) * Math.min(retentionMs, TRIM_INTERVAL_MS) + requestMs;
  const datedMs = oldest.atMs - WALL_START_MS;
  const sinceMs = Math.max(datedMs, committedMs(next), leadingSinceMs);
  if (nowMs - sinceMs > dueMs)
    cluster.reportViolation(
      'ledger-is-trimmed',
      () => `entry ${oldest.number} is left ${Math.round(nowMs - sinceMs)} ms after it was due`,
    );
}
