import type { StoreRequest } from '@steadfast/master/core/store-requests';
import type { SimulatedCluster } from '../world/cluster.ts';
import { reachMajority } from '../world/database-client.ts';
import { enqueueEvent } from '../world/inbox.ts';
import type { ComponentStore } from './component-store.ts';

/** Receives a line of the transcript: the subject, and what it does. */
export type ExplorationTranscript = (subject: string, text: string) => void;

/** What takes no time in an explored world. The more there is of it, the fewer states there are. */
export interface Shortcuts {
  /** Every write reaches a majority at once. */
  readonly majorityAtOnce: boolean;
  /** The kinds of requests that are executed and answered as soon as they are sent. */
  readonly requestsAtOnce: ReadonlySet<StoreRequest['kind']>;
}

function ignore(): void {}

/**
 * Creates a cluster over the components of a store. It schedules nothing: what is in progress is part of the state, and
 * the exploration completes it by actions.
 */
export function createExploredCluster(
  store: ComponentStore,
  reportViolation: SimulatedCluster['reportViolation'],
  { majorityAtOnce }: Shortcuts,
  transcript: () => ExplorationTranscript | null,
): SimulatedCluster {
  const cluster: SimulatedCluster = {
    ...store,
    monotonicMs: ({ clock }) => clock.offsetMs,
    wallMs: () => 0,
    drivers: null,
    schedule: {
      frame: ignore,
      drain: ignore,
      wake: ignore,
      timer: ignore,
      operation: ignore,
      majority: (through) => {
        if (majorityAtOnce) reachMajority(cluster, through);
      },
      // All tasks exist from the beginning, so a watch never fires.
      taskWatch: (master, generation) => enqueueEvent(cluster, master, { kind: 'watch.opened', generation }),
      exited: ignore,
    },
    reportViolation,
    transcribe: (subject, text) => transcript()?.(subject, text()),
    messageSent: (from, to, message) => transcript()?.(from, `→ ${to}: ${JSON.stringify(message)}`),
    eventLogged: ignore,
    entryCommitted: ({ number, epoch, facts }) =>
      transcript()?.('ledger', `#${number} e${epoch}: ${JSON.stringify(facts)}`),
    entriesTrimmed: ignore,
    entryLogged: ignore,
    commandDone: ignore,
  };
  return cluster;
}
