import type { Cluster } from '@steadfast/cluster';
import type { ChaosTarget, Struck } from './target.ts';

const NOT_ALIVE: Struck = { kind: 'not alive' };

/** So long an orderly end may take, in milliseconds. */
const STOP_GRACE_MS = 30_000;

const NO_NETWORK = 'the network between processes of one machine cannot be hurt; plan without that';

function done(pid: number | undefined): Struck {
  return pid === undefined ? NOT_ALIVE : { kind: 'done', pid };
}

/** The masters and slaves of a cluster on this machine. What dies unasked is left to the cluster to start again. */
export function localTarget(cluster: Pick<Cluster, 'processes' | 'process'>): ChaosTarget {
  const named = (prefix: string): string[] => [...cluster.processes.keys()].filter((name) => name.startsWith(prefix));
  return {
    masters: named('master'),
    slaves: named('slave'),
    kill: async (name) => {
      const process = cluster.process(name);
      const { pid } = process;
      // Where it died unasked, its restart is due, and stays so.
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
    cut: () => Promise.reject(new Error(NO_NETWORK)),
    heal: () => Promise.reject(new Error(NO_NETWORK)),
    lossy: () => Promise.reject(new Error(NO_NETWORK)),
    steady: () => Promise.reject(new Error(NO_NETWORK)),
  };
}
