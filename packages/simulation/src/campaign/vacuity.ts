import { HOSTILE_SCRIPTS } from '../random/draw-plan.ts';
import type { Totals } from './totals.ts';

/*
 * A campaign in which nothing happens keeps every promise. These are the counters that must not stay at 0, ordered by
 * how many worlds it takes until even an unlucky campaign has come across each of them.
 */

/** Counters of which each must be above 0 in a campaign of at least so many worlds. */
interface CounterExpectation {
  readonly worlds: number;
  readonly counters: readonly string[];
}

/** Counters that begin alike. */
function each(beginning: string, ...ends: string[]): string[] {
  return ends.map((end) => `${beginning}${end}`);
}

/** A kind of fault that met a master, or a slave, in these phases. */
function metMaster(kind: string, ...phases: string[]): string[] {
  return each(`fault ${kind}, met master `, ...phases);
}
function metSlave(kind: string, ...phases: string[]): string[] {
  return each(`fault ${kind}, met slave `, ...phases);
}

/** The requests that a master makes all the time. */
const REQUESTS = ['append', 'observe', 'read.runnable', 'write.control', 'project'];
const WRITES = ['append', 'write.control', 'project'];
const WORK = ['idle', 'running', 'without session'];

/** Happens more than ten times in 500 worlds. */
const COMMON: readonly string[] = [
  ...each('fault ', 'slow network', 'database away', 'database slow', 'database lossy', 'majority late', 'step down'),
  ...['kill', 'stop', 'freeze', 'clock jumps', 'master without database', 'request stuck', 'hostile peer'].flatMap(
    (kind) => metMaster(kind, 'follower', 'leader'),
  ),
  ...['kill', 'stop', 'freeze', 'clock jumps', 'break', 'cut', 'disk full', 'name taken'].flatMap((kind) =>
    metSlave(kind, ...WORK),
  ),
  ...['break', 'cut', 'disk full', 'clock jumps'].flatMap((kind) => metSlave(kind, 'reporting')),
  ...each('database away: ', ...REQUESTS),
  ...each('master without database: ', ...REQUESTS),
  ...each('database slow: ', ...REQUESTS, 'read.ledger', 'read.revisions', 'read.assigned'),
  ...each('stale server asked: ', 'observe', 'read.runnable'),
  ...each('request given up: ', ...REQUESTS),
  ...each('reply lost: ', ...REQUESTS),
  ...each('majority late: ', ...WRITES),
  ...each('majority unknown: ', ...WRITES),
  ...each('slow network: ', 'connect', 'register', 'started', 'finished', 'welcome', 'assign', 'acknowledge', 'refuse'),
  ...each('held up: ', 'connect', 'finished'),
  ...each('log epoch.', 'claimed', 'ready', 'deposed'),
  ...each('fact epoch.', 'began', 'ended'),
  ...each('fact slave.', 'joined', 'lost'),
  ...each('fact task.', 'placed', 'running', 'success', 'killed', 'returned', 'parked'),
  ...each('adopted, then task.', 'success', 'killed', 'returned'),
  'attempt withdrawn while it ran',
  ...each('report ', 'replayed', 'refused'),
  ...each('log ', 'replay.acknowledged', 'report.confirmed', 'report.refused', 'task.ignored', 'journal.failed'),
  ...each('keepalive of a ', 'master', 'slave'),
  'document mended',
  'entry trimmed',
  'slave lost: it left',
  ...each('refuse: ', 'name taken', 'not leading', 'unsupported version'),
  ...Array.from({ length: HOSTILE_SCRIPTS }, (_, script) => `hostile peer: script ${script}`),
];

/** Happens about five times in 500 worlds. */
const RARE: readonly string[] = [
  ...each('rolled back: ', 'append', 'write.control'),
  ...metMaster('kill', 'frozen'),
  ...metSlave('kill', 'reporting'),
  ...metSlave('stop', 'reporting'),
  ...metSlave('freeze', 'frozen'),
  ...metSlave('name taken', 'reporting'),
  ...each('held up: ', 'assign', 'register', 'started', 'acknowledge'),
  ...each('slow network: ', 'abort', 'declined', 'aborted'),
  'lost: connect',
  'declined: draining',
  'slave lost: an assignment was not answered in time',
];

/** Happens a few times in 500 worlds, and in some 500 not at all. */
const SELDOM: readonly string[] = [
  'rolled back: project',
  'adopted, then task.running',
  'log report.abandoned',
  ...['kill', 'stop', 'freeze', 'master without database'].flatMap((kind) => metMaster(kind, 'candidate', 'stopping')),
  ...metMaster('stop', 'catching-up'),
  ...metMaster('master without database', 'catching-up'),
  ...['stop', 'break', 'cut'].flatMap((kind) => metSlave(kind, 'draining')),
  ...metSlave('freeze', 'reporting'),
];

const EXPECTATIONS: readonly CounterExpectation[] = [
  { worlds: 500, counters: COMMON },
  { worlds: 2_000, counters: RARE },
  { worlds: 10_000, counters: SELDOM },
];

/** What must have happened in so many worlds. */
export function expectedCounters(worlds: number): string[] {
  return EXPECTATIONS.flatMap((expectation) => (worlds >= expectation.worlds ? expectation.counters : []));
}

/** Whether a campaign has seen what it must have seen. */
export interface Vacuity {
  /** How much of it was asked for; 0 where a campaign is too small to be judged. */
  readonly expected: number;
  /** What of it never happened. */
  readonly missing: readonly string[];
}

/** Judges what the worlds of a campaign come to. */
export function checkVacuity({ worlds, counts }: Totals): Vacuity {
  const expected = expectedCounters(worlds);
  return { expected: expected.length, missing: expected.filter((counter) => (counts.get(counter) ?? 0) === 0) };
}

/** The worlds of the smallest campaign that is judged. */
export const MIN_JUDGED_WORLDS = Math.min(...EXPECTATIONS.map(({ worlds }) => worlds));
