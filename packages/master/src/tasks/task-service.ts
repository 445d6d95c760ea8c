import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { MAX_STREAMS_PER_CONNECTION } from '@steadfast/protocol';
import { monotonicMs, type Logger } from '@steadfast/runtime';
import { taskServiceDefinition, type TaskServiceHandlers } from '@steadfast/protocol/tasks';
import type { Entry } from '../core/ledger/facts.ts';
import type { AdditionalService, Peers } from '../grpc-server.ts';
import { openInspectionDatabase } from '../inspection/database.ts';
import { createOpenStreams, type OpenStreams } from '../inspection/open-streams.ts';
import { createRequestSlots } from '../inspection/request-slots.ts';
import { createUnaryHandlers, createUnslottedHandlers } from '../inspection/unary-handler.ts';
import { createWorkBudget, type WorkLimits } from '../inspection/work-budget.ts';
import { cancelTask, releaseTask, setPriority, type CommandAccess } from './command-calls.ts';
import { openTaskDatabase } from './database.ts';
import { checkLeads } from './leader-only.ts';
import { createLedgerTail } from './ledger-tail.ts';
import { getTask, listAllTasks } from './read-tasks.ts';
import { submitTasks } from './submit.ts';
import { createTaskWatch } from './watch.ts';

/**
 * How much work may be spent on calls that write: half of the time in the long run. They wait for the database most of the
 * time, so many are worked on at the same moment; what counts is what they cost the processor.
 */
const WRITE_WORK: WorkLimits = {
  maxWorking: 16,
  rate: { burst: 500, perSecond: 500 },
  costOf: () => CALL_COST_MS,
};

/** What a call costs the processor, in milliseconds, and each task that is submitted. */
const [CALL_COST_MS, TASK_COST_MS] = [0.3, 0.02];

/** As many as a connection may have streams: a program that submits many tasks at a time has half of the slots. */
const MAX_WRITES_PER_PEER = MAX_STREAMS_PER_CONNECTION;

/** Streams of Watch: each is served from what all of them share, so a master can afford more than of WatchEvents. */
const MAX_TASK_WATCHES = 64;

/** What the services need of the master. */
export interface MasterAccess extends CommandAccess {
  /** Tells the leader that tasks were inserted. */
  readonly tasksInserted: () => void;
}

/** The service by which programs submit, await and watch tasks. It uses database connections of its own. */
export interface TaskServices {
  /** Returns the services. */
  readonly services: (master: MasterAccess, peers: Peers) => readonly AdditionalService[];
  /** Takes an entry that this master has committed. */
  readonly committed: (entry: Entry) => void;
  /** Ends streaming calls, which would otherwise stay open. */
  readonly endCalls: () => void;
  /** Closes the database connections. */
  readonly close: () => Promise<void>;
}

/** Opens the database at a URL, which must be well-formed. */
export function openTaskServices(mongoUrl: string, logger: Logger): TaskServices {
  const database = openTaskDatabase(mongoUrl);
  const readDatabase = openInspectionDatabase(mongoUrl);
  const tail = createLedgerTail(database, monotonicMs);
  let watches: OpenStreams | null = null;

  const services: TaskServices['services'] = (master, { disconnect }) => {
    const { standing, tasksInserted } = master;
    const work = createWorkBudget(monotonicMs, WRITE_WORK);
    const slots = createRequestSlots({ disconnect, monotonicMs, work, maxSlotsPerPeer: MAX_WRITES_PER_PEER });
    const reading = createUnaryHandlers(logger, createRequestSlots({ disconnect, monotonicMs }));
    // These have a slot before their request is read.
    const writing = createUnslottedHandlers(logger);
    watches = createOpenStreams({ max: MAX_TASK_WATCHES, what: 'watches', disconnect });
    const handlers: TaskServiceHandlers & UntypedServiceImplementation = {
      Submit: writing(async (request) => {
        checkLeads(standing());
        work.spend(TASK_COST_MS * request.tasks.length);
        const response = await submitTasks(database, request);
        tasksInserted();
        return response;
      }),
      Cancel: writing((request) => cancelTask(master, request)),
      Release: writing((request) => releaseTask(master, request)),
      SetPriority: writing((request) => setPriority(master, database, request)),
      Get: reading((request) => getTask(readDatabase, request)),
      List: reading((request) => listAllTasks(readDatabase, request)),
      Watch: createTaskWatch({ database, tail, streams: watches, logger }),
    };
    const { Submit, Cancel, Release, SetPriority } = taskServiceDefinition;
    const largeMethods = new Map([Submit, Cancel, Release, SetPriority].map(({ path }) => [path, { slots }]));
    return [{ definition: taskServiceDefinition, handlers, largeMethods }];
  };
  return {
    services,
    committed: tail.offer,
    endCalls: () => watches?.close(),
    close: async () => void (await Promise.all([database.close(), readDatabase.close()])),
  };
}
