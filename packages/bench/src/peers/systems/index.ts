import type { System } from '../system.ts';
import { bullmq } from './bullmq.ts';
import { graphileWorker } from './graphile-worker.ts';
import { steadfast } from './steadfast.ts';

/** What everything else is compared with. */
export const REFERENCE = steadfast;

/** All systems, in the order in which each round measures them. */
export const SYSTEMS: readonly System[] = [REFERENCE, bullmq, graphileWorker];
