import type { Cluster } from '@steadfast/cluster';
import { namesByRole, type ChaosTarget, type FaultResult } from './target.ts';

const NOT_ALIVE: FaultResult = { kind: 'not alive' };

/** A stopping member first writes what it still has to write, which may take long on a busy machine. */
const STOP_GRACE_MS = 30_000;

function done(pid: number | undefined): FaultResult {
  return pid === undefined ? NOT_ALIVE : { kind: 'done', pid };
}

function unsupported(): Promise<never> {
  return Promise.reject(
    new Error('network faults are not supported between local processes; leave them out of the plan'),
  );
}

/**
 * Returns the masters and slaves of a local cluster as a target. The cluster itself restarts members that end
 * unexpectedly.
 */
export function localTarget(cluster: Pick<Cluster, 'processes' | 'process'>): ChaosTarget {
  return {
    ...namesByRole(cluster.processes.keys()),
    kill: async (name) => {
      const process = cluster.process(name);
      const { pid } = process;
      // It ended unexpectedly, and the cluster is about to restart it: leave that restart in place.
      if (pid === undefined) return NOT_ALIVE;
      process.setRestart(false);
      process.kill('SIGKILL');
      await process.exited;
      return done(pid);
    },
    stop: async (name) => {
      const process = cluster.process(name);
      const { pid } = process;
      if (pid === undefined) return NOT_ALIVE;
      process.setRestart(false);
      await process.stop(STOP_GRACE_MS);
      return done(pid);
    },
    start: (name) => {
      const process = cluster.process(name);
      process.setRestart(true);
      process.start();
      return Promise.resolve(done(process.pid));
    },
    freeze: (name) => {
      const process = cluster.process(name);
      return Promise.resolve(process.freeze() ? done(process.pid) : NOT_ALIVE);
    },
    thaw: (name) => {
      const process = cluster.process(name);
      return Promise.resolve(process.thaw() ? done(process.pid) : NOT_ALIVE);
    },
    cut: unsupported,
    heal: unsupported,
    lossy: unsupported,
    steady: unsupported,
  };
}
