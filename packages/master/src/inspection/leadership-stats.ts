import type { Entry, Fact } from '../core/ledger/facts.ts';

/** What happened on one slave since this master became leader. */
export interface SlaveStats {
  /** When it last joined, in milliseconds since 1970; null if it is not connected. */
  joinedAtMs: number | null;
  /** Tasks it finished. */
  finished: number;
  /** Attempts that were killed on it, or returned before they ran. */
  lost: number;
  /** When its task was reported as running, in milliseconds since 1970; null if none is. */
  runningSinceMs: number | null;
}

/** What happened since this master became leader, as far as the entries of its epoch show. */
export interface LeadershipStats {
  /** When the epoch began, in milliseconds since 1970; null if this master has not led yet. */
  beganAtMs: number | null;
  /** By host. */
  readonly slaves: Map<string, SlaveStats>;
}

/** As many as a master has sessions. Slaves beyond this limit are not tracked. */
const MAX_TRACKED_SLAVES = 10_000;

/** Creates the stats of a master that has not led yet. */
export function createLeadershipStats(): LeadershipStats {
  return { beganAtMs: null, slaves: new Map() };
}

function statsOf({ slaves }: LeadershipStats, host: string): SlaveStats {
  const known = slaves.get(host);
  if (known !== undefined) return known;
  const created: SlaveStats = { joinedAtMs: null, finished: 0, lost: 0, runningSinceMs: null };
  if (slaves.size < MAX_TRACKED_SLAVES) slaves.set(host, created);
  return created;
}

function recordFact(stats: LeadershipStats, fact: Fact, atMs: number): void {
  switch (fact.kind) {
    case 'epoch.began':
      stats.beganAtMs = atMs;
      stats.slaves.clear();
      return;
    case 'slave.joined':
      statsOf(stats, fact.host).joinedAtMs = atMs;
      return;
    case 'slave.lost':
      statsOf(stats, fact.host).joinedAtMs = null;
      return;
    case 'task.running':
      statsOf(stats, fact.host).runningSinceMs = atMs;
      return;
    case 'task.success': {
      const slave = statsOf(stats, fact.host);
      slave.finished += 1;
      slave.runningSinceMs = null;
      return;
    }
    case 'task.failed':
    case 'task.killed': {
      const slave = statsOf(stats, fact.host);
      slave.lost += 1;
      slave.runningSinceMs = null;
      return;
    }
    case 'task.returned':
      // Another task may be running in front of it.
      statsOf(stats, fact.host).lost += 1;
      return;
    case 'task.placed':
    case 'task.parked':
    case 'task.cancelled':
    case 'task.released':
    case 'task.adopted':
    case 'epoch.ended':
  }
}

/** Records a committed entry of this master. */
export function recordEntry(stats: LeadershipStats, { facts, atMs }: Entry): void {
  for (const fact of facts) recordFact(stats, fact, atMs);
}
