/**
 * What chaos is done to: a cluster of local processes (`local-target.ts`), or containers
 * (`containers/container-target.ts`). The plan, the runner, the record and the views know no more than this.
 */
export interface ChaosTarget {
  /** The names of the masters: `master1` … */
  readonly masters: readonly string[];
  /** The names of the slaves: `slave1` … */
  readonly slaves: readonly string[];
  /** Kills it as `kill -9` does and sees to it that nobody else starts it again; resolves when it is gone. */
  kill(name: string): Promise<Struck>;
  /** Asks it to end in order; resolves when it is gone. */
  stop(name: string): Promise<Struck>;
  /** Starts what `kill` has killed, or `stop` has stopped. */
  start(name: string): Promise<Struck>;
  /** Stops it in its tracks, as SIGSTOP does. */
  freeze(name: string): Promise<Struck>;
  /** Lets it go on. */
  thaw(name: string): Promise<Struck>;
  /** Cuts it off from its peers, while it runs on. */
  cut(name: string): Promise<Struck>;
  /** Connects it again. */
  heal(name: string): Promise<Struck>;
  /** Makes its network lose many of its packets. */
  lossy(name: string): Promise<Struck>;
  /** Ends that. */
  steady(name: string): Promise<Struck>;
}

/** To whom something was done: a process id if there is one, or nobody, because it was not alive. */
export type Struck = { readonly kind: 'done'; readonly pid?: number } | { readonly kind: 'not alive' };
