/**
 * What faults are injected into: a cluster of local processes (`local-target.ts`) or of containers
 * (`containers/container-target.ts`). Everything else in this package is independent of which one it is.
 */
export interface ChaosTarget {
  /** The names of the masters: `master1` … */
  readonly masters: readonly string[];
  /** The names of the slaves: `slave1` … */
  readonly slaves: readonly string[];
  /** Kills a member as `kill -9` does, and prevents an automatic restart. Resolves when it is gone. */
  kill(name: string): Promise<FaultResult>;
  /** Stops a member gracefully. Resolves when it is gone. */
  stop(name: string): Promise<FaultResult>;
  /** Starts a member again after `kill` or `stop`. */
  start(name: string): Promise<FaultResult>;
  /** Suspends a member, as SIGSTOP does. */
  freeze(name: string): Promise<FaultResult>;
  /** Resumes a member after `freeze`. */
  thaw(name: string): Promise<FaultResult>;
  /** Disconnects a running member from its peers. */
  cut(name: string): Promise<FaultResult>;
  /** Reconnects a member after `cut`. */
  heal(name: string): Promise<FaultResult>;
  /** Makes a member's network drop many of its packets. */
  lossy(name: string): Promise<FaultResult>;
  /** Ends the packet loss that `lossy` started. */
  steady(name: string): Promise<FaultResult>;
}

/** The outcome of an action: done, with the process id if there is one, or skipped because the member was not alive. */
export type FaultResult = { readonly kind: 'done'; readonly pid?: number } | { readonly kind: 'not alive' };

/** Sorts the names of members by role. */
export function namesByRole(names: Iterable<string>): Pick<ChaosTarget, 'masters' | 'slaves'> {
  const all = [...names];
  return {
    masters: all.filter((name) => name.startsWith('master')),
    slaves: all.filter((name) => name.startsWith('slave')),
  };
}
