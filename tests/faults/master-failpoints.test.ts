import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { FAILPOINTS } from '@steadfast/master/failpoint';
import * as triggers from './support/crash-triggers.ts';
import {
  crashAndRecover,
  crashesDuringWork,
  crashesTriggeredBy,
  failpointsAround,
  type MasterCrash,
} from './support/master-crashes.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { waitForLeader } from './support/waits.ts';

const mongod = sharedMongod();

/** The failpoints on the way through a catch-up. Masters crash there one after the other, and none completes it. */
const CATCH_UP_FAILPOINTS = [
  ...failpointsAround('append/epoch.began'),
  ...failpointsAround('write.control'),
  ...failpointsAround('read.ledger'),
  ...failpointsAround('read.revisions'),
  'project/before',
  'project/during',
  'read.assigned/before',
  'read.assigned/during',
];

const LONGER_TASKS = { sleeptimes: [1, 1, 0.1] };
const ONE_RERUN = { sleeptimes: [1, 1], maxReruns: 1 };

/** The crashes by what the master is doing. Each group has slaves of its own, and the groups run concurrently. */
const GROUPS: Record<string, readonly MasterCrash[]> = {
  'slaves join': crashesDuringWork(
    'received/register',
    ...failpointsAround('append/slave.joined'),
    'send.before/welcome',
    'send.after/welcome',
  ),
  'tasks are placed': crashesDuringWork(
    ...failpointsAround('append/task.placed', '#2'),
    'send.before/assign#2',
    'send.after/assign#2',
    'received/started#2',
    ...failpointsAround('append/task.running', '#2'),
  ),
  'successes are recorded': crashesDuringWork(
    'received/finished#2',
    ...failpointsAround('append/task.success', '#2'),
    'send.before/acknowledge#2',
    'send.after/acknowledge',
  ),
  'documents are updated': crashesDuringWork(
    ...failpointsAround('project', '#3'),
    ...failpointsAround('write.control', '#3'),
  ),
  'a document is parked or adopted, or the master stops': [
    ...crashesTriggeredBy(triggers.insertInvalidDocument, {}, ...failpointsAround('append/task.parked')),
    ...crashesTriggeredBy(triggers.insertFailingTask, {}, ...failpointsAround('append/task.failed')),
    ...crashesTriggeredBy(triggers.cancelTask, {}, ...failpointsAround('append/task.cancelled')),
    ...crashesTriggeredBy(triggers.releaseTask, {}, ...failpointsAround('append/task.released')),
    ...crashesTriggeredBy(triggers.insertForeignTask, {}, ...failpointsAround('append/task.adopted')),
    ...crashesTriggeredBy(triggers.stopMaster, LONGER_TASKS, ...failpointsAround('append/epoch.ended')),
  ],
  'slaves are lost': [
    ...crashesTriggeredBy(triggers.killSlave, ONE_RERUN, ...failpointsAround('append/slave.lost')),
    ...crashesTriggeredBy(triggers.killSlave, ONE_RERUN, ...failpointsAround('append/task.killed')),
  ],
  'tasks are returned': [
    ...crashesTriggeredBy(triggers.handTaskBack, ONE_RERUN, 'received/aborted'),
    ...crashesTriggeredBy(
      triggers.returnAfterRecoveryGrace,
      { sleeptimes: [1.5], maxReruns: 1 },
      'send.before/abort',
      'send.after/abort',
    ),
    // These come last, because from then on one of the slaves declines every task.
    ...crashesTriggeredBy(
      triggers.declineTasks,
      { maxReturns: 6 },
      'received/declined',
      ...failpointsAround('append/task.returned'),
    ),
  ],
  'a new leader catches up': [
    ...crashesTriggeredBy(triggers.crashRepeatedlyAt(CATCH_UP_FAILPOINTS), LONGER_TASKS, 'read.assigned/after'),
    ...crashesTriggeredBy(triggers.leaveDocumentsOutdated, LONGER_TASKS, 'project/after'),
  ],
};

function startGroup(context: TestContext): Promise<Testbed> {
  return startTestbed(context, {
    mongoUrl: mongod.freshDatabaseUrl(),
    slaves: ['slave1', 'slave2', 'declining'],
    idle: ['master1', 'declining'],
    slaveOptions: (name) =>
      name === 'declining' ? ['--journal', '/dev/full'] : ['--drain-timeout', '0', '--allow-commands'],
  });
}

describe(
  'a master that crashes at any step loses nothing, and every task succeeds exactly once',
  { concurrency: 5 },
  () => {
    for (const [group, crashes] of Object.entries(GROUPS))
      test(`while ${group}`, async (context) => {
        const testbed = await startGroup(context);
        for (const crash of crashes) await context.test(`at ${crash.failpoint}`, () => crashAndRecover(testbed, crash));
        testbed.start('master1');
        await waitForLeader(testbed, 'master1');
        const masterKills = { min: 2 * crashes.length };
        await stopAndVerify(
          testbed,
          { masterKills, fencedExecutions: { max: crashes.length } },
          { parkedAllowed: true },
        );
      });
  },
);

test('the crash tests cover every failpoint of the master', () => {
  const covered = [
    ...Object.values(GROUPS)
      .flat()
      .map(({ failpoint }) => failpoint),
    ...CATCH_UP_FAILPOINTS,
  ];
  const names = new Set(covered.map((failpoint) => failpoint.replace(/#\d+$/, '')));
  // The one failpoint that delays rather than crashes is covered by the tests of invalid documents.
  assert.deepEqual([...names, 'read.runnable/slow'].sort(), [...FAILPOINTS].sort());
});
