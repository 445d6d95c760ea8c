/** What slaves can run, and what they have in common with others that can run the same. */
export interface Ability {
  readonly queues: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
  /** How many slaves with it are registered. */
  slaves: number;
  /** When the last of them has left; Infinity while there is one. */
  leftMs: number;
  /** Whether tasks that only these slaves can run are kept in the ready queue. */
  served: boolean;
  /** Index of their hosts on which a task can be placed now, because they have none. */
  readonly idle: Set<string>;
  /** Which kind of ready task is placed on one of them next if both wait. */
  turn: 'retries' | 'fresh';
}

/** Where a task waits, and what runs it. */
export interface TaskClass {
  readonly queue: string;
  readonly kind: string;
}

/** Returns the key of the ability to serve some queues and run some kinds. */
export function abilityKey({ queues, kinds }: Record<'queues' | 'kinds', readonly string[]>): string {
  return `${queues.toSorted().join(' ')}/${kinds.toSorted().join(' ')}`;
}

/** Returns whether a slave with an ability can run a task. */
export function canRun({ queues, kinds }: Pick<Ability, 'queues' | 'kinds'>, { queue, kind }: TaskClass): boolean {
  return queues.has(queue) && kinds.has(kind);
}
