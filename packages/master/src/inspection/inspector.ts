import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Logger } from '@steadfast/runtime';
import * as protocol from '@steadfast/protocol/inspection';
import type { InspectorServiceHandlers } from '@steadfast/protocol/inspection';
import type { OfferedService } from '../grpc-server.ts';
import { createAnswering } from './unary-handler.ts';
import { getCluster } from './cluster.ts';
import { openInspectionDatabase } from './database.ts';
import { presentOf, storyOf } from './explain.ts';
import { findTask, getTask } from './find-task.ts';
import { createHealth, MAX_HEALTH_WATCHES } from './health.ts';
import { prepareIndexes } from './indexes.ts';
import { createLiveCalls } from './open-streams.ts';
import { reflectionHandlers } from './reflection.ts';
import { listSlaves } from './slaves.ts';
import type { MasterView } from './snapshot.ts';
import { listTasks } from './task-list.ts';
import { createWatch, MAX_WATCHES } from './watch.ts';

/** Everything that looks into a master: it reads, with connections of its own, and changes nothing. */
export interface Inspection {
  /** The services, given what can be seen of the master now, and from where a session comes. */
  readonly services: (view: () => MasterView, peerOf: (session: number) => string) => readonly OfferedService[];
  /** Ends the calls that would stay open. */
  readonly endCalls: () => void;
  /** Lets the database go. */
  readonly close: () => Promise<void>;
}

/** Opens what inspection needs, and begins to make its indexes. The URL must be well-formed. */
export function openInspection(mongoUrl: string, logger: Logger): Inspection {
  const database = openInspectionDatabase(mongoUrl);
  const ending = new AbortController();
  void prepareIndexes(mongoUrl, ending.signal);
  const watches = createLiveCalls(MAX_WATCHES, 'watches');
  const healthWatches = createLiveCalls(MAX_HEALTH_WATCHES, 'health watches');
  const answering = createAnswering(logger);

  const services: Inspection['services'] = (view, peerOf) => {
    const handlers: InspectorServiceHandlers & UntypedServiceImplementation = {
      GetCluster: answering(() => getCluster(database, view())),
      ListSlaves: answering(() => listSlaves(database, view(), peerOf)),
      ListTasks: answering((request) => listTasks(database, request)),
      GetTask: answering((request) => getTask(database, request)),
      ExplainTask: answering(async (request) => {
        const row = await findTask(database, request);
        return { story: storyOf(row), now: presentOf(row, view(), Date.now()) };
      }),
      WatchEvents: createWatch(database, watches, logger),
    };
    return [
      [protocol.inspectorServiceDefinition, handlers],
      [protocol.healthDefinition, createHealth(view, healthWatches)],
      ...protocol.reflectionDefinitions.map((definition): OfferedService => [definition, reflectionHandlers]),
    ];
  };
  return {
    services,
    endCalls: () => {
      watches.close();
      healthWatches.close();
    },
    close: () => {
      ending.abort();
      return database.close();
    },
  };
}
