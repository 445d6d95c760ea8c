/** Healthy peers that use a master while it is attacked. */
import { setTimeout as delay } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import { INSPECTOR_CHANNEL_OPTIONS, InspectorServiceClient } from '@steadfast/protocol/inspection';
import type { Db, Document } from 'mongodb';
import type { BenchCluster } from '../environment/bench-cluster.ts';
import { residentMegabytes } from '../probes/process-usage.ts';
import { openClient, registerRequest } from './hostile-peer.ts';

/** A task that has not succeeded after this time counts as not served. */
const TASK_TIMEOUT_MS = 10_000;

/** A newcomer that has no answer after this time counts as refused. */
const NEWCOMER_TIMEOUT_MS = 10_000;

const NEWCOMER_INTERVAL_MS = 500;
const MEMORY_INTERVAL_MS = 50;

/** Calls back with the name of each task that is recorded as success, until it is closed. */
async function watchSuccesses(database: Db, onSuccess: (taskname: string) => void) {
  const stream = database.collection('ledger').watch([{ $match: { 'fullDocument.facts.kind': 'task.success' } }]);
  stream.on('change', (change) => {
    if (change.operationType !== 'insert') return;
    const { facts } = change.fullDocument as { facts: readonly Document[] };
    for (const { kind, taskname } of facts) if (kind === 'task.success') onSuccess(String(taskname));
  });
  await new Promise((resolve) => stream.once('init', resolve).once('resumeTokenChanged', resolve));
  return stream;
}

/** Inserts one task after the other, and returns the milliseconds from insert to success of each. */
export async function measureTasks({ database }: BenchCluster, prefix: string, signal: AbortSignal): Promise<number[]> {
  let finish: ((taskname: string) => void) | null = null;
  const stream = await watchSuccesses(database, (taskname) => finish?.(taskname));
  const tasks = database.collection('tasks');
  const timesMs: number[] = [];
  for (let number = 0; !signal.aborted; number += 1) {
    const taskname = `${prefix}${number}`;
    const succeeded = new Promise<void>((resolve) => (finish = (name) => void (name === taskname && resolve())));
    const startMs = performance.now();
    await tasks.insertOne({ taskname, sleeptime: 0, state: 'created' });
    await Promise.race([succeeded, delay(TASK_TIMEOUT_MS, undefined, { ref: false })]);
    timesMs.push(performance.now() - startMs);
  }
  await stream.close();
  return timesMs;
}

/** Registers as a new slave, and leaves when welcome. Resolves to the reason if it is refused. */
function registerNewcomer(address: string, host: string): Promise<string | null> {
  const client = openClient(address);
  const call = client.session();
  return new Promise<string | null>((resolve) => {
    call.on('error', (error) => resolve(error.message));
    call.on('data', ({ welcome, orders, refuse }) => {
      if (refuse) resolve(refuse.detail);
      for (const { assign } of orders?.orders ?? [])
        if (assign) call.write({ declined: { ...assign, reason: 'DECLINE_REASON_DRAINING' } });
      if (welcome) call.write({ leaving: {} }, () => setTimeout(() => resolve(null), 50));
    });
    setTimeout(() => resolve(`no answer in ${NEWCOMER_TIMEOUT_MS / 1_000} s`), NEWCOMER_TIMEOUT_MS).unref();
    call.write(registerRequest(host));
  }).finally(() => {
    call.end();
    client.close();
  });
}

/** Reads a page of tasks on a new connection. Resolves to the reason if it is refused. */
function listTasks(address: string): Promise<string | null> {
  const client = new InspectorServiceClient(address, credentials.createInsecure(), INSPECTOR_CHANNEL_OPTIONS);
  return new Promise<string | null>((resolve) => {
    const deadline = Date.now() + NEWCOMER_TIMEOUT_MS;
    client.listTasks({ pageSize: 10 }, { deadline }, (error) => resolve(error === null ? null : error.message));
  }).finally(() => client.close());
}

/** What happened to healthy newcomers. */
export interface NewcomerReport {
  readonly attempts: number;
  /** The longest that one had to wait. */
  readonly maxMs: number;
  /** Why some were refused. */
  readonly refusals: readonly string[];
}

/** Lets new slaves register and new clients list tasks, one after the other, until the signal aborts. */
export async function sendNewcomers(
  { address }: BenchCluster,
  prefix: string,
  signal: AbortSignal,
): Promise<NewcomerReport> {
  const refusals: string[] = [];
  let attempts = 0;
  let maxMs = 0;
  while (!signal.aborted) {
    for (const newcomer of [() => registerNewcomer(address, `${prefix}${attempts}`), () => listTasks(address)]) {
      const startMs = performance.now();
      const refusal = await newcomer();
      attempts += 1;
      maxMs = Math.max(maxMs, performance.now() - startMs);
      if (refusal !== null) refusals.push(refusal);
    }
    await delay(NEWCOMER_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
  return { attempts, maxMs, refusals };
}

/** Returns the highest resident memory of a process until the signal aborts, in megabytes. */
export async function watchMemory(pid: number, signal: AbortSignal): Promise<number> {
  let peak = 0;
  while (!signal.aborted) {
    peak = Math.max(peak, residentMegabytes(pid));
    await delay(MEMORY_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
  return peak;
}
