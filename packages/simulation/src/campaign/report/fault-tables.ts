import type { SimulatedFault } from '../../random/plan.ts';
import type { CountTable } from './table.ts';

function headed(names: readonly string[], name: (heading: string) => string): CountTable['rows'] {
  return names.map((heading) => [heading, name(heading)]);
}

function faultRows(kinds: readonly SimulatedFault['kind'][]): CountTable['rows'] {
  return headed(kinds, (kind) => `fault ${kind}`);
}

/** Faults that hit one master, by what it was doing. */
export const MASTER_FAULTS: CountTable = {
  title: 'Faults, by what the master was doing',
  columns: headed(
    ['follower', 'candidate', 'catching-up', 'leader', 'stopping', 'frozen', 'down'],
    (phase) => `, met master ${phase}`,
  ),
  rows: faultRows([
    'kill',
    'stop',
    'freeze',
    'isolated master',
    'stuck request',
    'broken request',
    'late timers',
    'clock jump',
    'false master',
    'hostile peer',
  ]),
};

/** Faults that hit one slave, by what it was doing. */
export const SLAVE_FAULTS: CountTable = {
  title: 'Faults, by what the slave was doing',
  columns: headed(
    ['idle', 'running', 'reporting', 'draining', 'without session', 'frozen', 'down'],
    (phase) => `, met slave ${phase}`,
  ),
  rows: faultRows([
    'kill',
    'stop',
    'freeze',
    'connection reset',
    'partition',
    'disk full',
    'duplicate name',
    'slow reader',
    'late timers',
    'clock jump',
  ]),
};

/** Requests to the database that a fault affected. */
export const DATABASE_FAULTS: CountTable = {
  title: 'Faults of the database, by the affected request',
  columns: [
    ['observe', ': observe'],
    ['append', ': append'],
    ['ledger', ': read.ledger'],
    ['revisions', ': read.revisions'],
    ['assigned', ': read.assigned'],
    ['runnable', ': read.runnable'],
    ['strays', ': read.strays'],
    ['report', ': read.report'],
    ['project', ': project'],
    ['control', ': write.control'],
    ['trim', ': trim'],
  ],
  rows: headed(
    [
      'database outage',
      'isolated master',
      'slow database',
      'stuck request',
      'stuck reply',
      'settles never',
      'settles twice',
      'settles late',
      'abandoned request',
      'lost reply',
      'replication lag',
      'unconfirmed write',
      'rolled back',
      'stale read',
    ],
    (kind) => kind,
  ),
};

/** Messages that a fault of the network affected. */
export const NETWORK_FAULTS: CountTable = {
  title: 'Faults of the network, by the affected message',
  columns: headed(
    [
      'connect',
      'register',
      'started',
      'finished',
      'declined',
      'aborted',
      'welcome',
      'assign',
      'acknowledge',
      'abort',
      'refuse',
    ],
    (message) => `: ${message}`,
  ),
  rows: headed(['slow network', 'blocked', 'lost'], (kind) => kind),
};
