import type { Scenario } from './scenario.ts';

/** Requests that take time where it is explored what a single master does with late answers. */
const EVERY_REQUEST = ['append', 'project', 'read.runnable', 'read.report', 'read.assigned'] as const;

/** Where more goes on, only what decides who leads and what is true takes time. */
const APPENDS = ['append'] as const;

function small(name: string, faults: Scenario['faults'], slow: Scenario['slow'] = EVERY_REQUEST): Scenario {
  return {
    name,
    masters: 1,
    slaves: 1,
    tasks: 1,
    faults,
    slow,
  };
}

function rivals(
  name: string,
  slaves: number,
  tasks: number,
  faults: Scenario['faults'],
  slow: Scenario['slow'] = APPENDS,
): Scenario {
  return { name, masters: 2, slaves, tasks, faults, slow };
}

/** The worlds that are explored, the smaller ones first. */
export const SCENARIOS: readonly Scenario[] = [
  small('nothing goes wrong', {}),
  small('a lost reply', { lostReplies: 1 }),
  small('a request that lingers', { lingeringRequests: 1 }),
  small('time passes', { periods: 2 }, APPENDS),
  small('the master dies', { masterKills: 1 }),
  small('the master dies twice', { masterKills: 2 }, APPENDS),
  small('the slave dies', { slaveKills: 1 }, APPENDS),
  small('the connection breaks', { breaks: 1 }),
  small('half the connection breaks', { halfBreaks: 1 }, APPENDS),
  small('an orderly stop', { stops: 1 }, APPENDS),
  small('the primary steps down', { rollbacks: 1 }, APPENDS),
  small('the master and the slave die', { masterKills: 1, slaveKills: 1 }, APPENDS),
  rivals('a rival', 1, 1, { takeovers: 1 }),
  rivals('a rival twice, late answers', 1, 1, { takeovers: 2 }, ['append', 'read.runnable']),
  rivals('a rival, late documents', 1, 1, { takeovers: 1 }, ['append', 'project', 'read.revisions', 'read.assigned']),
  rivals('a rival, and a request that lingers', 1, 1, { takeovers: 1, lingeringRequests: 1 }),
  rivals('a rival, and a lost reply', 1, 1, { takeovers: 1, lostReplies: 1 }),
  rivals('a rival, and the primary steps down', 1, 1, { takeovers: 1, rollbacks: 1 }),
  rivals('a rival, and half the connection breaks', 1, 1, { takeovers: 1, halfBreaks: 1 }),
  rivals('a rival, and halves of connections break', 1, 1, { takeovers: 1, halfBreaks: 2 }, []),
  rivals('a rival, and a master dies', 1, 1, { takeovers: 1, masterKills: 1 }),
  rivals('a rival for two slaves', 2, 1, { takeovers: 1 }),
  rivals('a rival for two slaves with two tasks', 2, 2, { takeovers: 1 }),
  { ...rivals('two slaves, one dies', 2, 1, { slaveKills: 1 }), masters: 1 },
];
