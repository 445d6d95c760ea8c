import { freeze, kill } from './failover.ts';
import { serverKilled } from './server-killed.ts';
import type { PeerMeasurement } from './session.ts';
import { gap, noOp, sleep } from './throughput.ts';

/** All measurements, in the order in which a cluster goes through them: those that leave tasks behind come last. */
export const PEER_MEASUREMENTS: readonly PeerMeasurement[] = [noOp, sleep, gap, serverKilled, kill, freeze];
