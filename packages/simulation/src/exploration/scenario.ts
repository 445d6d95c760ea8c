import { createExecutionRecord, createLedgerRecord } from '@steadfast/invariants';
import { PAGE_SIZE } from '@steadfast/master/core/leader/ready-queue';
import type { StoreRequest } from '@steadfast/master/core/store-requests';
import type { MemoryTask } from '@steadfast/master/store/memory-data';
import { JOB_KIND, type JobScript } from '../world/job-script.ts';
import { createDatabase, writeDocuments } from '../world/database.ts';
import { createMasterNode, startMaster } from '../world/master-node.ts';
import { createSlaveNode, startSlave } from '../world/slave-node.ts';
import { DEFAULT_QUEUE } from '@steadfast/protocol/messages';
import { PERIOD_MS } from './period.ts';
import { DATABASE, MASTER, OBSERVATIONS, SLAVE, type FaultBudget, type Component, type WorldState } from './state.ts';
import type { Shortcuts } from './explored-cluster.ts';
import type { Workbench } from './workbench.ts';

/** A small world, and the faults that can occur in it. */
export interface Scenario {
  readonly name: string;
  readonly masters: number;
  readonly slaves: number;
  readonly tasks: number;
  /** How often each fault can occur; by default never. */
  readonly faults: Partial<FaultBudget>;
  /** What the tasks do, and how often they may fail, without back-off; by default they sleep for no time. */
  readonly job?: { readonly failures: number; readonly permanent?: boolean; readonly maxAttempts?: number };
  /** How many assignments may be pushed ahead; by default none. */
  readonly prefetch?: number;
  /** The requests to the database that take time: anything can happen before and after they are executed. */
  readonly slow: readonly StoreRequest['kind'][];
}

/** The budget of a world without faults, in which no time passes. */
export const NO_FAULTS: FaultBudget = {
  masterKills: 0,
  slaveKills: 0,
  breaks: 0,
  halfBreaks: 0,
  takeovers: 0,
  lostReplies: 0,
  lingeringRequests: 0,
  rollbacks: 0,
  stops: 0,
  periods: 0,
};

/** Every deadline is due within one period. */
const SETTINGS = {
  recoveryGraceMs: PERIOD_MS - 50,
  placementDeadlineMs: PERIOD_MS - 50,
  readyPerQueued: 0,
  pageSize: PAGE_SIZE,
  retentionMs: Number.MAX_SAFE_INTEGER,
};

/** Every kind of request. A record, so that the compiler reports a missing one: it would take time in each scenario. */
const REQUESTS: Readonly<Record<StoreRequest['kind'], true>> = {
  observe: true,
  append: true,
  'read.ledger': true,
  'read.revisions': true,
  'read.assigned': true,
  'read.runnable': true,
  'read.strays': true,
  'read.report': true,
  'read.task': true,
  project: true,
  attach: true,
  'write.control': true,
  trim: true,
};

/** Returns what takes no time in a scenario. */
export function shortcutsOf({ faults, slow }: Scenario): Shortcuts {
  return {
    majorityAtOnce: (faults.rollbacks ?? 0) === 0,
    requestsAtOnce: new Set((Object.keys(REQUESTS) as StoreRequest['kind'][]).filter((kind) => !slow.includes(kind))),
  };
}

/** Returns the fields of a document that say what its task does. */
function workFields(job: Scenario['job']): Partial<MemoryTask> {
  if (job === undefined) return { sleeptime: 0 };
  const { failures, permanent = false, maxAttempts } = job;
  const script: JobScript = { runsMs: 0, failures, permanent, result: null, abortMs: 0 };
  const retry = { ...(maxAttempts === undefined ? {} : { maxAttempts }), backoff: { initial: 0, max: 0 } };
  return { kind: JOB_KIND, input: JSON.stringify(script), retry };
}

/** Returns the world of a scenario with its tasks, but without a running process. */
function unstartedState({ masters, slaves, tasks, faults, job, prefetch = 0 }: Scenario): WorldState {
  const components = new Map<string, Component>();
  const names = Array.from({ length: masters }, (_, index) => `master${index + 1}`);
  for (const name of names) components.set(MASTER + name, createMasterNode(name, { ...SETTINGS, prefetch }));
  for (let index = 1; index <= slaves; index += 1)
    components.set(`${SLAVE}slave${index}`, createSlaveNode(`slave${index}`, `slave${index}`, names));
  const database = createDatabase();
  const documents = Array.from({ length: tasks }, (_, index) => {
    const taskId = `t${index + 1}`;
    return { taskId, taskname: taskId, ...workFields(job), state: 'created' };
  });
  writeDocuments(database, documents);
  const jobClass = { queue: DEFAULT_QUEUE, kind: JOB_KIND };
  const classes = new Map(job === undefined ? [] : documents.map(({ taskId }) => [taskId, jobClass]));
  components.set(DATABASE, database);
  components.set(OBSERVATIONS, {
    ledger: createLedgerRecord({ classes }),
    executions: createExecutionRecord(),
    watermark: 0,
  });
  return { components, budget: { ...NO_FAULTS, ...faults } };
}

/** Returns the first state of a scenario: every process is started, and no message has arrived. */
export function initialState(bench: Workbench, scenario: Scenario): WorldState {
  const unstarted = unstartedState(scenario);
  bench.load(unstarted);
  for (const key of unstarted.components.keys())
    if (key.startsWith(MASTER)) startMaster(bench.cluster, bench.cluster.master(key.slice(MASTER.length)));
  for (const key of unstarted.components.keys())
    if (key.startsWith(SLAVE)) startSlave(bench.cluster, bench.cluster.slave(key.slice(SLAVE.length)));
  bench.settle();
  return bench.save(unstarted.budget);
}
