import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { monotonicMs, type Logger } from '@steadfast/runtime';
import * as protocol from '@steadfast/protocol/inspection';
import type { InspectorServiceHandlers } from '@steadfast/protocol/inspection';
import type { AdditionalService, Peers } from '../grpc-server.ts';
import { createRequestSlots } from './request-slots.ts';
import { createUnaryHandlers } from './unary-handler.ts';
import { createGetCluster } from './cluster.ts';
import { openInspectionDatabase } from './database.ts';
import { describeCurrentState, describeHistory } from './explain.ts';
import { findTask, getTask } from './find-task.ts';
import { createHealth, MAX_HEALTH_WATCHES } from './health.ts';
import { ensureIndexes } from './indexes.ts';
import { createOpenStreams, type OpenStreams } from './open-streams.ts';
import { createReflection, MAX_REFLECTION_CALLS } from './reflection.ts';
import { listSlaves } from './slaves.ts';
import type { MasterView } from './snapshot.ts';
import { listTasks } from './task-list.ts';
import { createWatch, MAX_WATCHES } from './watch.ts';

/** The read-only services for people and tools. They use database connections of their own. */
export interface Inspection {
  /** Returns the services; `view` returns a snapshot of the master. */
  readonly services: (view: () => MasterView, peers: Peers) => readonly AdditionalService[];
  /** Ends streaming calls, which would otherwise stay open. */
  readonly endCalls: () => void;
  /** Closes the database connections. */
  readonly close: () => Promise<void>;
}

/** Opens the database at a URL, which must be well-formed, and starts creating the indexes in the background. */
export function openInspection(mongoUrl: string, logger: Logger): Inspection {
  const database = openInspectionDatabase(mongoUrl);
  const closing = new AbortController();
  void ensureIndexes(mongoUrl, closing.signal);
  const opened: OpenStreams[] = [];

  const services: Inspection['services'] = (view, { peerOf, disconnect }) => {
    const streams = (max: number, what: string): OpenStreams => {
      const created = createOpenStreams({ max, what, disconnect });
      opened.push(created);
      return created;
    };
    const reflection = createReflection(streams(MAX_REFLECTION_CALLS, 'reflection calls'));
    const getCluster = createGetCluster(database, monotonicMs);
    const unary = createUnaryHandlers(logger, createRequestSlots({ disconnect, monotonicMs }));
    const handlers: InspectorServiceHandlers & UntypedServiceImplementation = {
      GetCluster: unary(() => getCluster(view())),
      ListSlaves: unary(() => listSlaves(database, view(), peerOf)),
      ListTasks: unary((request) => listTasks(database, request)),
      GetTask: unary((request) => getTask(database, request)),
      ExplainTask: unary(async (request) => {
        const row = await findTask(database, request);
        return { story: describeHistory(row), now: describeCurrentState(row, view(), Date.now()) };
      }),
      WatchEvents: createWatch({ database, streams: streams(MAX_WATCHES, 'watches'), logger }),
    };
    const health = createHealth(view, streams(MAX_HEALTH_WATCHES, 'health watches'));
    return [
      { definition: protocol.inspectorServiceDefinition, handlers },
      { definition: protocol.healthDefinition, handlers: health },
      ...protocol.reflectionDefinitions.map((definition) => ({ definition, handlers: reflection })),
    ];
  };
  return {
    services,
    endCalls: () => {
      for (const streams of opened) streams.close();
    },
    close: () => {
      closing.abort();
      return database.close();
    },
  };
}
