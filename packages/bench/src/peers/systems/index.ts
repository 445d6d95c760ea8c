import type { System } from '../system.ts';
import { agenda } from './agenda.ts';
import { bullmq } from './bullmq.ts';
import { celery } from './celery.ts';
import { graphileWorker } from './graphile-worker.ts';
import { pgBoss } from './pg-boss.ts';
import { river } from './river.ts';
import { steadfast } from './steadfast.ts';
import { temporal } from './temporal.ts';

/** What everything else is compared with. */
export const REFERENCE = steadfast;

/** All systems, in the order in which each round measures them. */
export const SYSTEMS: readonly System[] = [REFERENCE, bullmq, graphileWorker, river, pgBoss, celery, agenda, temporal];
