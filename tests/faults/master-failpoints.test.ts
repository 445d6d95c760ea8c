import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { FAILPOINTS } from '@steadfast/master/failpoint';
import { conclude } from './support/conclude.ts';
import { atWork, dieAndRecover, provokedBy, stagesOf, type Death } from './support/master-deaths.ts';
import * as provocations from './support/provocations.ts';
import { untilLeads } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { startTrial, type Trial } from './support/trial.ts';

const mongod = sharedMongod();

const { byBrokenDocument, byComingTooLate, byDeclining, byHandingBack, byKillingSlave, byStopping } = provocations;
const { afterDeathsAt, byLeavingWorkUndone } = provocations;

/** Where masters die one after the other, in the order in which a catch-up comes by. None of them completes it. */
const STEPS_OF_A_CATCH_UP = [
  ...stagesOf('append/reign.began'),
  ...stagesOf('write.control'),
  ...stagesOf('read.ledger'),
  ...stagesOf('read.revisions'),
  'project/before',
  'project/during',
  'read.assigned/before',
  'read.assigned/during',
];

const BUSY = { sleeptimes: [0.8, 0.8, 0.1] };
const ONE_LOST = { sleeptimes: [1, 1], reruns: 1 };

/** Deaths by what the master is about; each group has slaves of its own, and the groups run side by side. */
const GROUPS: Record<string, readonly Death[]> = {
  'it takes slaves in': [
    ...atWork('received/register', ...stagesOf('append/slave.joined'), 'send.before/welcome', 'send.after/welcome'),
  ],
  'it places tasks': atWork(
    ...stagesOf('append/task.placed', '#2'),
    'send.before/assign#2',
    'send.after/assign#2',
    'received/started#2',
    ...stagesOf('append/task.running', '#2'),
  ),
  'it records successes': atWork(
    'received/finished#2',
    ...stagesOf('append/task.success', '#2'),
    'send.before/acknowledge#2',
    'send.after/acknowledge',
  ),
  'it brings the documents up to date': atWork(...stagesOf('project', '#3'), ...stagesOf('write.control', '#3')),
  'it sets documents aside, or stops': [
    ...provokedBy(byBrokenDocument, {}, ...stagesOf('append/task.parked')),
    ...provokedBy(byStopping, BUSY, ...stagesOf('append/reign.ended')),
  ],
  'slaves are lost': [
    ...provokedBy(byKillingSlave, ONE_LOST, ...stagesOf('append/slave.lost')),
    ...provokedBy(byKillingSlave, ONE_LOST, ...stagesOf('append/task.killed')),
  ],
  'tasks come back': [
    ...provokedBy(byHandingBack, ONE_LOST, 'received/aborted'),
    ...provokedBy(byComingTooLate, { sleeptimes: [1.5], reruns: 1 }, 'send.before/abort', 'send.after/abort'),
    // These last, for from then on one of the slaves declines whatever it is given.
    ...provokedBy(byDeclining, { returns: 6 }, 'received/declined', ...stagesOf('append/task.returned')),
  ],
  'it catches up': [
    ...provokedBy(afterDeathsAt(STEPS_OF_A_CATCH_UP), BUSY, 'read.assigned/after'),
    ...provokedBy(byLeavingWorkUndone, BUSY, 'project/after'),
  ],
};

function startGroup(context: TestContext): Promise<Trial> {
  return startTrial(context, {
    mongoUrl: mongod.freshDatabase(),
    slaves: ['slave1', 'slave2', 'declining'],
    idle: ['master1', 'declining'],
    slaveOptions: (name) => (name === 'declining' ? ['--journal', '/dev/full'] : ['--drain-timeout', '0']),
  });
}

describe('a master that dies at any step loses nothing: all tasks succeed, once each', { concurrency: 5 }, () => {
  for (const [group, deaths] of Object.entries(GROUPS))
    test(`while ${group}`, async (context) => {
      const trial = await startGroup(context);
      for (const death of deaths) await context.test(`at ${death.failpoint}`, () => dieAndRecover(trial, death));
      trial.start('master1');
      await untilLeads(trial, 'master1');
      const masterKills = { min: 2 * deaths.length };
      await conclude(trial, { masterKills, fencedExecutions: { max: deaths.length } }, { parkedAllowed: true });
    });
});

test('every failpoint there is was put to the test', () => {
  const deaths = [
    ...Object.values(GROUPS)
      .flat()
      .map(({ failpoint }) => failpoint),
    ...STEPS_OF_A_CATCH_UP,
  ];
  const names = new Set(deaths.map((failpoint) => failpoint.replace(/#\d+$/, '')));
  // The one that does not kill is put to the test with the documents.
  assert.deepEqual([...names, 'read.runnable/slow'].sort(), [...FAILPOINTS].sort());
});
