import type { StoreRequest, StoreResponse } from '@steadfast/master/core/store-requests';
import { StoreError } from '@steadfast/master/store/store';
import type { Settle, StorePort } from '@steadfast/master/store/store-port';
import type { MasterNode } from '../../world/cluster.ts';
import { startOperation } from '../../world/database-client.ts';
import { count } from '../counters.ts';
import { drawLatencyMs, isIsolated } from '../database-timing.ts';
import { OPEN_TIMEOUT_MS } from '../task-watches.ts';
import { EVENT_CODES, type SimulatedWorld } from '../world-state.ts';
import type { DrivenProcess } from './process.ts';

/*
 * The store of a master, as the MongoDB driver provides it: over the simulated database, and with faults of its own.
 */

/** What becomes of the requests in flight on a connection that is closed: most fail soon, the rest never settle. */
const CLOSED = { failureProbability: 0.7, maxDelayMs: 100 } as const;

/** How often a request that never settles takes its connection with it: none of the later ones does, either. */
const LOST_CONNECTION_PROBABILITY = 0.5;

function failure(message: string): { ok: false; error: StoreError } {
  return { ok: false, error: new StoreError(message, true) };
}

/** Returns a callback that settles a request as the fault that hit it demands; null for one that never settles. */
function breakSettle(
  world: SimulatedWorld,
  { name }: MasterNode,
  request: StoreRequest,
  settle: Settle<StoreResponse>,
): Settle<StoreResponse> | null {
  const { activeFaults, events } = world;
  const fault = activeFaults.brokenRequests.get(name);
  if (fault?.request !== request.kind) return settle;
  const { settles, afterMs } = fault;
  activeFaults.brokenRequests.delete(name);
  count(world, `settles ${settles}: ${request.kind}`);
  if (settles === 'never') return null;
  return (outcome) => {
    if (settles === 'twice') settle(outcome);
    events.schedule(afterMs, EVENT_CODES.operation, () => settle(outcome));
  };
}

/** Opens a connection of a master to the database. */
export function openSimulatedStore(world: SimulatedWorld, master: MasterNode, process: DrivenProcess): StorePort {
  const { events, random, cluster, activeFaults, taskWatches } = world;
  let state: 'open' | 'lost' | 'closed' = 'open';
  const isUnreachable = (): boolean => activeFaults.databaseOutages > 0 || isIsolated(world, master.name);
  /** Calls into the driver, after a delay. */
  const enterLater = (delayMs: number, code: number, call: () => void): void =>
    events.schedule(delayMs, code, () => process.enter(call));

  return {
    prepare: (settle) => {
      if (!process.performs('preparing the store')) return;
      if (isUnreachable())
        return enterLater(OPEN_TIMEOUT_MS, EVENT_CODES.operation, () => settle(failure('no server answers')));
      enterLater(drawLatencyMs(world), EVENT_CODES.operation, () => settle({ ok: true, result: undefined }));
    },
    execute: (request, settle) => {
      if (!process.performs(`store ${request.kind}`) || state === 'lost') return;
      const inProcess: typeof settle = (outcome) => process.enter(() => settle(outcome));
      const answer = breakSettle(world, master, request, inProcess);
      if (answer === null && random.chance(LOST_CONNECTION_PROBABILITY)) state = 'lost';
      startOperation(cluster, master, 0, request, (response) => {
        if (answer === null) return;
        if (state !== 'closed')
          return answer(response === null ? failure('the request failed') : { ok: true, result: response });
        if (!random.chance(CLOSED.failureProbability)) return;
        const fail = (): void => settle(failure('the connection is closed'));
        enterLater(random.fraction() * CLOSED.maxDelayMs, EVENT_CODES.operation, fail);
      });
    },
    watchForTask: (onOpened, _signal, settle) => {
      if (!process.performs('opening a task watch')) return;
      const settleOnce = (): void =>
        process.enter(() => settle(isUnreachable() ? failure('the watch broke') : { ok: true, result: undefined }));
      if (isUnreachable()) return events.schedule(OPEN_TIMEOUT_MS, EVENT_CODES.taskWatch, settleOnce);
      enterLater(drawLatencyMs(world), EVENT_CODES.taskWatch, () => {
        taskWatches.push(settleOnce);
        onOpened();
      });
    },
    close: () => {
      state = 'closed';
      return Promise.resolve();
    },
  };
}
