import type { Scenario } from './scenario.ts';

/** With a single master, every kind of request that it makes while it leads can be answered late. */
const EVERY_REQUEST = ['append', 'project', 'read.runnable', 'read.report', 'read.assigned'] as const;

/** In larger scenarios only appends take time, which decide who leads and what is true. */
const APPENDS = ['append'] as const;

function singleMaster(name: string, faults: Scenario['faults'], slow: Scenario['slow'] = EVERY_REQUEST): Scenario {
  return { name, masters: 1, slaves: 1, tasks: 1, faults, slow };
}

function twoMasters(
  name: string,
  slaves: number,
  tasks: number,
  faults: Scenario['faults'],
  slow: Scenario['slow'] = APPENDS,
): Scenario {
  return { name, masters: 2, slaves, tasks, faults, slow };
}

/** Assignments are pushed ahead: there are more tasks than slaves. No request takes time, which leaves enough states. */
function withQueue(name: string, slaves: number, tasks: number, faults: Scenario['faults']): Scenario {
  return { name, masters: 1, slaves, tasks, faults, slow: [], prefetch: 1 };
}

/** The task fails, so that it is tried again or parked. */
function withJob(name: string, job: Scenario['job'], faults: Scenario['faults']): Scenario {
  return { ...singleMaster(name, faults, APPENDS), ...(job === undefined ? {} : { job }) };
}

/** The scenarios, roughly the smaller ones first. */
export const SCENARIOS: readonly Scenario[] = [
  singleMaster('nothing goes wrong', {}),
  singleMaster('a lost reply', { lostReplies: 1 }),
  singleMaster('a request that lingers', { lingeringRequests: 1 }),
  singleMaster('time passes', { periods: 2 }, APPENDS),
  singleMaster('the master dies', { masterKills: 1 }),
  singleMaster('the master dies twice', { masterKills: 2 }, APPENDS),
  singleMaster('the slave dies', { slaveKills: 1 }, APPENDS),
  singleMaster('the connection breaks', { breaks: 1 }),
  singleMaster('half the connection breaks', { halfBreaks: 1 }, APPENDS),
  singleMaster('an orderly stop', { stops: 1 }, APPENDS),
  singleMaster('the primary steps down', { rollbacks: 1 }, APPENDS),
  singleMaster('the master and the slave die', { masterKills: 1, slaveKills: 1 }, APPENDS),
  twoMasters('a rival', 1, 1, { takeovers: 1 }),
  twoMasters('a rival twice, late answers', 1, 1, { takeovers: 2 }, ['append', 'read.runnable']),
  twoMasters('a rival, late documents', 1, 1, { takeovers: 1 }, [
    'append',
    'project',
    'read.revisions',
    'read.assigned',
  ]),
  twoMasters('a rival, and a request that lingers', 1, 1, { takeovers: 1, lingeringRequests: 1 }),
  twoMasters('a rival, and a lost reply', 1, 1, { takeovers: 1, lostReplies: 1 }),
  twoMasters('a rival, and the primary steps down', 1, 1, { takeovers: 1, rollbacks: 1 }),
  twoMasters('a rival, and half the connection breaks', 1, 1, { takeovers: 1, halfBreaks: 1 }),
  twoMasters('a rival, and halves of connections break', 1, 1, { takeovers: 1, halfBreaks: 2 }, []),
  twoMasters('a rival, and a master dies', 1, 1, { takeovers: 1, masterKills: 1 }),
  twoMasters('a rival for two slaves', 2, 1, { takeovers: 1 }),
  twoMasters('a rival for two slaves with two tasks', 2, 2, { takeovers: 1 }),
  withQueue('a queue', 1, 3, {}),
  withQueue('a queue, and the slave dies', 1, 3, { slaveKills: 1 }),
  withQueue('a queue, and the master dies', 1, 3, { masterKills: 1 }),
  withQueue('a queue, and the connection breaks', 1, 3, { breaks: 1 }),
  withQueue('a queue, and time passes', 1, 3, { periods: 1 }),
  withQueue('a recall', 2, 3, {}),
  withQueue('a recall, and a slave dies', 2, 3, { slaveKills: 1 }),
  withJob('a failing job', { failures: 2 }, {}),
  withJob('a failing job, and the master dies', { failures: 1 }, { masterKills: 1 }),
  withJob('a failing job, and the slave dies', { failures: 1 }, { slaveKills: 1 }),
  withJob('a lasting failure, the master dies', { failures: 1, permanent: true }, { masterKills: 1 }),
  withJob('a last attempt, both die', { failures: 0, maxAttempts: 1 }, { masterKills: 1, slaveKills: 1 }),
  withJob('a failing job, the connection breaks', { failures: 1 }, { breaks: 1 }),
  { ...twoMasters('a failing job, and a rival', 1, 1, { takeovers: 1 }), job: { failures: 1 } },
  { ...twoMasters('two slaves, one dies', 2, 1, { slaveKills: 1 }), masters: 1 },
];
