import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { executionsOf } from './support/observations.ts';
import { openReplicaSet, type Member, type ReplicaSet } from './support/replica-set.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts, readTasks } from './support/stored-data.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { lastingSleeptime, waitForAllSuccesses, waitForJoined, waitForRunning } from './support/waits.ts';

const SLAVES = ['slave1', 'slave2', 'slave3'];

/** Of each round: tasks that run while the fault happens, and tasks that wait. Durations are in seconds. */
const SLEEPTIMES = [1, 1.3, 1.6, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2];

/** No placement that was decided before the fault is started later than this after it. */
const IN_FLIGHT_MS = 100;

/** What is done to the replica set while tasks run; it is complete again some time afterwards. */
type Fault = (testbed: Testbed, set: ReplicaSet, primary: Member) => Promise<void>;

/** Returns how long after a time the next task started that was placed after it, in milliseconds. */
async function nextPlacementAfter(testbed: Testbed, faultAtMs: number): Promise<number> {
  const placed = await readFacts(testbed.database, 'task.placed');
  const late = new Set(
    placed
      .filter(({ atMs }) => atMs > faultAtMs + IN_FLIGHT_MS)
      .map(({ taskname, attempt }) => `${taskname} ${attempt}`),
  );
  const starts = (await executionsOf(testbed)).filter(({ taskname, attempt }) => late.has(`${taskname} ${attempt}`));
  return Math.min(...starts.map(({ startedAtMs }) => startedAtMs)) - faultAtMs;
}

/** Runs tasks, lets the fault happen once some are running, and waits until all have succeeded. */
async function survive(context: TestContext, testbed: Testbed, set: ReplicaSet, name: string, fault: Fault) {
  const primary = await set.complete();
  const lasting = SLEEPTIMES.map((sleeptime) => (sleeptime < 1 ? sleeptime : lastingSleeptime(testbed, sleeptime)));
  await testbed.insert(lasting.map((sleeptime, index) => ({ taskname: `${name} ${index + 1}`, sleeptime })));
  await waitForRunning(testbed, SLAVES.length);
  const faultAtMs = Date.now();
  await fault(testbed, set, primary);
  await waitForAllSuccesses(testbed);
  context.diagnostic(`${name}: the next task started after ${await nextPlacementAfter(testbed, faultAtMs)} ms`);
}

async function stepDown(_: Testbed, set: ReplicaSet, primary: Member): Promise<void> {
  // The others catch up within 10 s, or the command fails.
  await primary.admin.command({ replSetStepDown: 10, secondaryCatchUpPeriodSecs: 10 }, { timeoutMS: 15_000 });
  await set.primary(primary);
}

async function killPrimary(testbed: Testbed, set: ReplicaSet, primary: Member): Promise<void> {
  await testbed.kill(primary.name);
  await set.primary(primary);
  testbed.start(primary.name);
}

async function freezePrimary(testbed: Testbed, set: ReplicaSet, primary: Member): Promise<void> {
  testbed.freeze(primary.name);
  await set.primary(primary);
  testbed.thaw(primary.name);
}

async function killSecondary(testbed: Testbed, set: ReplicaSet, primary: Member): Promise<void> {
  const secondary = set.members.find((member) => member !== primary);
  assert.ok(secondary !== undefined);
  await testbed.kill(secondary.name);
  await waitForAllSuccesses(testbed);
  testbed.start(secondary.name);
}

/** Lets the secondaries copy nothing more, or continue. */
async function setReplication(secondaries: readonly Member[], to: 'stopped' | 'running'): Promise<void> {
  for (const { admin } of secondaries)
    await admin.command({ configureFailPoint: 'stopReplProducer', mode: to === 'stopped' ? 'alwaysOn' : 'off' });
}

/** Returns the number of the last entry that the primary holds, or that a majority holds. */
async function lastEntry(testbed: Testbed, { admin }: Member, level: 'local' | 'majority'): Promise<number> {
  const ledger = admin.client.db(testbed.database.databaseName).collection<{ _id: number }>('ledger');
  const last = await ledger.findOne({}, { sort: { _id: -1 }, readConcern: { level } });
  return last?._id ?? 0;
}

/** Returns how often a member has rolled back. */
async function rollbacksOf({ admin }: Member): Promise<number> {
  return Number((await admin.command({ replSetGetRBID: 1 }))['rbid']);
}

/** Isolates the primary while it holds an entry that no other member has, until another one leads in its place. */
async function rollBackPrimary(testbed: Testbed, set: ReplicaSet, primary: Member): Promise<void> {
  const before = await rollbacksOf(primary);
  const secondaries = set.members.filter((member) => member !== primary);
  await setReplication(secondaries, 'stopped');
  await testbed.waitUntil(
    'the primary alone holds an entry',
    async () => (await lastEntry(testbed, primary, 'local')) > (await lastEntry(testbed, primary, 'majority')),
  );
  testbed.freeze(primary.name);
  await setReplication(secondaries, 'running');
  await set.primary(primary);
  testbed.thaw(primary.name);
  await testbed.waitUntil('the former primary has rolled back', async () => {
    const rollbacks = await rollbacksOf(primary).catch(() => before);
    return rollbacks > before;
  });
}

test('a replica set of three that loses members or its primary reruns no task and loses no report', async (context) => {
  const testbed = await startTestbed(context, { mongod: { members: 3, enableTestCommands: true } });
  const set = openReplicaSet(testbed);
  context.after(() => set.close());
  await waitForJoined(testbed, 1, ...SLAVES);
  await survive(context, testbed, set, 'secondary killed', killSecondary);
  await survive(context, testbed, set, 'step-down', stepDown);
  await survive(context, testbed, set, 'primary killed', killPrimary);
  await survive(context, testbed, set, 'primary frozen', freezePrimary);
  await survive(context, testbed, set, 'primary isolated, its last entries rolled back', rollBackPrimary);
  await set.complete();
  assert.deepEqual(
    (await readTasks(testbed.database)).filter(({ attempt }) => attempt !== 1),
    [],
  );
  await stopAndVerify(testbed, {
    killedTasks: { max: 0 },
    returnedTasks: { max: 0 },
    reruns: { max: 0 },
    epochs: { max: 1 },
  });
});
