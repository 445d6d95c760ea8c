import { DRIVEN_WORLD } from '../random/counters.ts';
import { HOSTILE_SCRIPTS } from '../random/draw-fault.ts';
import type { SimulatedFault } from '../random/plan.ts';
import type { Totals } from './totals.ts';

/*
 * A campaign in which nothing happens keeps every promise. These are the counters that must not stay at 0, grouped by
 * how many worlds a campaign must have before even an unlucky one reaches all of them.
 */

/** Counters that must all be above 0 in a campaign of at least `worlds` worlds. */
interface CounterExpectation {
  readonly worlds: number;
  readonly counters: readonly string[];
}

/** Returns the names of counters that share a prefix. */
function each(prefix: string, ...suffixes: string[]): string[] {
  return suffixes.map((suffix) => `${prefix}${suffix}`);
}

type FaultKind = SimulatedFault['kind'];

/** Returns the counters of faults that hit a master, or a slave, in certain phases. */
function metMaster(kinds: readonly FaultKind[], ...phases: string[]): string[] {
  return kinds.flatMap((kind) => each(`fault ${kind}, met master `, ...phases));
}
function metSlave(kinds: readonly FaultKind[], ...phases: string[]): string[] {
  return kinds.flatMap((kind) => each(`fault ${kind}, met slave `, ...phases));
}

/** The requests that every leader makes all the time. */
const REQUESTS = ['append', 'observe', 'read.runnable', 'write.control', 'project'];
const WRITES = ['append', 'write.control', 'project'];
const SLAVE_PHASES = ['idle', 'running', 'without session'];

/** Events that occur more than ten times in 500 worlds. */
const COMMON: readonly string[] = [
  ...each(
    'fault ',
    'slow network',
    'database outage',
    'slow database',
    'lossy database',
    'replication lag',
    'primary step-down',
    'foreign control',
  ),
  ...metMaster(
    ['kill', 'stop', 'freeze', 'clock jump', 'isolated master', 'stuck request', 'false master', 'hostile peer'],
    'follower',
    'leader',
  ),
  ...metSlave(
    ['kill', 'stop', 'freeze', 'clock jump', 'connection reset', 'partition', 'disk full', 'duplicate name'],
    ...SLAVE_PHASES,
  ),
  ...metSlave(['connection reset', 'partition', 'disk full', 'clock jump'], 'reporting'),
  ...each('database outage: ', ...REQUESTS),
  ...each('isolated master: ', ...REQUESTS),
  ...each('slow database: ', ...REQUESTS, 'read.ledger', 'read.revisions', 'read.assigned'),
  ...each('stale read: ', 'observe', 'read.runnable'),
  ...each('abandoned request: ', ...REQUESTS),
  ...each('lost reply: ', ...REQUESTS),
  ...each('replication lag: ', ...WRITES),
  ...each('unconfirmed write: ', ...WRITES),
  ...each('slow network: ', 'connect', 'register', 'started', 'finished', 'welcome', 'assign', 'acknowledge', 'refuse'),
  ...each('blocked: ', 'connect', 'finished'),
  ...each('log epoch.', 'claimed', 'ready', 'deposed'),
  ...each('fact epoch.', 'began', 'ended'),
  ...each('fact slave.', 'joined', 'lost'),
  ...each(
    'fact task.',
    'placed',
    'running',
    'success',
    'killed',
    'returned',
    'parked',
    'adopted',
    'cancelled',
    'released',
  ),
  ...each('command cancel: ', 'cancelled', 'succeeded', 'not found', 'not leading'),
  ...each('command release: ', 'released', 'not parked', 'not leading'),
  ...each('adopted, then task.', 'success', 'killed', 'returned'),
  'attempt revoked while running',
  'assigned ahead',
  'recalled',
  'declined: recalled',
  ...each('report ', 'replayed', 'refused'),
  ...each(
    'log ',
    'replay.acknowledged',
    'report.confirmed',
    'report.refused',
    'task.detached',
    'task.attached',
    'journal.failed',
  ),
  ...each('keepalive expired at ', 'master', 'slave'),
  'document repaired',
  'document accepts updates',
  'entry trimmed',
  'slave lost: orderly stop',
  'welcomed by a false master',
  'log epoch.forgotten',
  ...each('refuse: ', 'name taken', 'not leading', 'unsupported version'),
  ...Array.from({ length: HOSTILE_SCRIPTS }, (_, script) => `hostile peer: script ${script}`),
];

/** Events that occur about five times in 500 worlds. */
const RARE: readonly string[] = [
  ...each('rolled back: ', 'append', 'write.control'),
  ...metMaster(['kill'], 'frozen'),
  ...metSlave(['kill'], 'reporting'),
  ...metSlave(['stop'], 'reporting'),
  ...metSlave(['freeze'], 'frozen'),
  ...metSlave(['duplicate name'], 'reporting'),
  ...each('blocked: ', 'assign', 'register', 'started', 'acknowledge'),
  ...each('slow network: ', 'abort', 'declined', 'aborted'),
  'lost: connect',
  'declined: draining',
  'slave lost: assignment not answered in time',
];

/** Events that occur a few times in 500 worlds, and sometimes not at all. */
const VERY_RARE: readonly string[] = [
  'rolled back: project',
  'adopted, then task.running',
  'log report.abandoned',
  ...metMaster(['kill', 'stop', 'freeze', 'isolated master'], 'candidate', 'stopping'),
  ...metMaster(['stop'], 'catching-up'),
  ...metMaster(['isolated master'], 'catching-up'),
  ...metSlave(['stop', 'connection reset', 'partition'], 'draining'),
  ...metSlave(['freeze'], 'reporting'),
];

const EXPECTATIONS: readonly CounterExpectation[] = [
  { worlds: 500, counters: COMMON },
  { worlds: 2_000, counters: RARE },
  { worlds: 10_000, counters: VERY_RARE },
];

/** Events that occur more than five times in 200 worlds with real drivers. */
const WITH_DRIVERS: CounterExpectation = {
  worlds: 200,
  counters: [
    ...['never', 'twice', 'late'].flatMap((settles) =>
      each(`settles ${settles}: `, 'append', 'observe', 'read.runnable', 'write.control'),
    ),
    ...metMaster(['broken request', 'late timers'], 'follower', 'leader'),
    ...metSlave(['slow reader', 'late timers'], 'idle', 'running'),
    ...each('log store.', 'unavailable', 'available'),
  ],
};

/** Returns the counters that must be above 0 in a campaign of a given size. */
export function expectedCounters(worlds: number, worldsWithDrivers = 0): string[] {
  return [
    ...EXPECTATIONS.flatMap((expectation) => (worlds >= expectation.worlds ? expectation.counters : [])),
    ...(worldsWithDrivers >= WITH_DRIVERS.worlds ? WITH_DRIVERS.counters : []),
  ];
}

/** Whether a campaign has seen what it is expected to see. */
export interface Coverage {
  /** The number of expected counters; 0 when the campaign is too small to be checked. */
  readonly expected: number;
  /** The expected counters that stayed at 0. */
  readonly missing: readonly string[];
}

/** Checks that everything occurred that a campaign of this size is expected to see. */
export function checkCoverage({ worlds, counts }: Totals): Coverage {
  const expected = expectedCounters(worlds, counts.get(DRIVEN_WORLD) ?? 0);
  return { expected: expected.length, missing: expected.filter((counter) => (counts.get(counter) ?? 0) === 0) };
}

/** The size of the smallest campaign that is checked. */
export const MIN_CHECKED_WORLDS = Math.min(...EXPECTATIONS.map(({ worlds }) => worlds));
