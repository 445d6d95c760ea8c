import { isAttemptFact, type AttemptFact, type TaskFact } from './facts.ts';

/** The states of a task. */
export const TASK_STATES = ['created', 'running', 'killed', 'success'] as const;

/** The state of a task. */
export type TaskState = (typeof TASK_STATES)[number];

/** The slave that is responsible for a task. */
export interface Assignment {
  readonly host: string;
  readonly instance: string;
  /** The epoch in which it was placed. */
  readonly epoch: number;
  /** Wall-clock time of the placement, in milliseconds since 1970. */
  readonly atMs: number;
}

/** Why a task is set aside, and since when. */
export interface Parked {
  readonly reason: string;
  /** Wall-clock time in milliseconds since 1970. */
  readonly atMs: number;
}

/** The state of a task according to the ledger. */
export interface Task {
  state: TaskState;
  /** The number of its placements so far, which is also the number of the last one. */
  attempt: number;
  /** The slave that it was last placed on; null before the first placement. */
  host: string | null;
  /** Null exactly while no slave is responsible. */
  assignment: Assignment | null;
  parked: Parked | null;
  /** How many attempts have failed or were killed since it was released; 0 if nobody asked to count them. */
  failures: number;
  /** Wall-clock time in milliseconds since 1970 before which it is not placed; null if there is none. */
  notBeforeMs: number | null;
  /** What the attempt that succeeded returned, as JSON; null before, or if it returned nothing. */
  result: string | null;
}

/** A legal transition of a task: its preconditions and its outcome. */
export interface Transition {
  /** The states in which it is legal. */
  readonly from: readonly TaskState[];
  /** True if a slave must be responsible for the task, false if none may be. */
  readonly assigned: boolean;
  /** Whether it is legal only for a parked task. */
  readonly parked?: true;
  /** The state that it leads to. `given`: that of a task with as many attempts as the fact says. */
  readonly to: TaskState | 'same' | 'given';
  /** What happens to the assignment. */
  readonly assignment: 'opened' | 'kept' | 'closed';
  readonly meaning: string;
}

/** Every legal transition of a task, by the fact that records it. Anything else is a bug. */
export const TRANSITIONS: Record<TaskFact['kind'], Transition> = {
  'task.placed': {
    from: ['created', 'killed'],
    assigned: false,
    to: 'same',
    assignment: 'opened',
    meaning: 'assigned to a slave that is idle, or runs it next, under the next attempt number',
  },
  'task.running': {
    from: ['created', 'killed'],
    assigned: true,
    to: 'running',
    assignment: 'kept',
    meaning: 'its slave reported that it started',
  },
  'task.success': {
    from: ['created', 'killed', 'running'],
    assigned: true,
    to: 'success',
    assignment: 'closed',
    meaning: 'its slave reported that it finished',
  },
  'task.killed': {
    from: ['running'],
    assigned: true,
    to: 'killed',
    assignment: 'closed',
    meaning: 'its slave was lost, or aborted it, while it was running',
  },
  'task.failed': {
    from: ['created', 'killed', 'running'],
    assigned: true,
    to: 'killed',
    assignment: 'closed',
    meaning: 'its slave reported that it failed; it is placed again after a while, or parked',
  },
  'task.returned': {
    from: ['created', 'killed'],
    assigned: true,
    to: 'same',
    assignment: 'closed',
    meaning: 'its slave was lost, declined it or gave it back, before it was known to be running',
  },
  'task.adopted': {
    from: ['created', 'killed'],
    assigned: false,
    to: 'given',
    assignment: 'kept',
    meaning: 'continued after attempts that are not in this ledger, according to its document',
  },
  'task.parked': {
    from: ['created', 'killed'],
    assigned: false,
    to: 'same',
    assignment: 'kept',
    meaning: 'set aside, because its document is not a valid task, or because it failed too often',
  },
  'task.cancelled': {
    from: ['created', 'killed'],
    assigned: false,
    to: 'same',
    assignment: 'kept',
    meaning: 'set aside, because a client cancelled it',
  },
  'task.released': {
    from: ['created', 'killed'],
    assigned: false,
    parked: true,
    to: 'same',
    assignment: 'kept',
    meaning: 'no longer set aside; its failures are forgotten',
  },
};

/** Thrown when a fact is not in the transition table. An invariant is broken. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';
}

/**
 * Checks that a fact is a legal transition of a task.
 * @throws {IllegalTransition} naming the fact, the task and the violated precondition
 */
export function checkTransition(task: Task, fact: TaskFact): void {
  const refuse = (why: string): never => {
    throw new IllegalTransition(`${fact.kind} is not a legal transition of task ${fact.task}: ${why}`);
  };
  const { from, assigned, parked = false } = TRANSITIONS[fact.kind];
  if (!from.includes(task.state)) refuse(`its state is ${task.state}`);
  if ((task.assignment !== null) !== assigned) refuse(assigned ? 'it is not assigned' : 'it is already assigned');
  if (parked && task.parked === null) refuse('it is not parked');
  if (fact.kind === 'task.adopted' && fact.attempt < task.attempt)
    refuse(`attempt ${fact.attempt} is before its attempt ${task.attempt}`);
  if (!isAttemptFact(fact)) return;
  const expected = fact.kind === 'task.placed' ? task.attempt + 1 : task.attempt;
  if (fact.attempt !== expected) refuse(`the fact has attempt ${fact.attempt}, expected ${expected}`);
  if (task.assignment === null) return;
  const { host, instance } = task.assignment;
  if (fact.host !== host || fact.instance !== instance) refuse(`it is assigned to ${host} (${instance})`);
}

/** Returns what the transition table says about the state and the assignment after a fact. */
function outcomeOf(kind: AttemptFact['kind']): Partial<Task> {
  const { to, assignment } = TRANSITIONS[kind];
  return {
    ...(to === 'same' || to === 'given' ? {} : { state: to }),
    ...(assignment === 'closed' ? { assignment: null } : {}),
  };
}

/** Returns the fields of a task that a fact changes. `epoch` and `atMs` are those of its entry. */
export function changeOf(fact: TaskFact, { epoch, atMs }: { epoch: number; atMs: number }): Partial<Task> {
  switch (fact.kind) {
    case 'task.placed': {
      const { host, instance, attempt } = fact;
      return { host, attempt, assignment: { host, instance, epoch, atMs }, parked: null };
    }
    case 'task.parked':
    case 'task.cancelled':
      return { parked: { reason: fact.reason, atMs } };
    case 'task.released':
      return { parked: null, failures: 0, notBeforeMs: null };
    case 'task.adopted': {
      const { attempt } = fact;
      return { state: attempt > 0 ? 'killed' : 'created', attempt, host: null, assignment: null, parked: null };
    }
    case 'task.running':
    case 'task.returned':
      return outcomeOf(fact.kind);
    case 'task.success':
      return { ...outcomeOf(fact.kind), ...(fact.result === undefined ? {} : { result: fact.result }) };
    case 'task.killed':
      return { ...outcomeOf(fact.kind), ...(fact.failures === undefined ? {} : { failures: fact.failures }) };
    case 'task.failed':
      return { ...outcomeOf(fact.kind), failures: fact.failures, notBeforeMs: fact.retryAtMs };
  }
}

/**
 * Applies a fact to a task, in place. Together with `changeOf` this defines the meaning of the ledger, for leaders,
 * task documents and checkers alike.
 * @throws {IllegalTransition} when the transition table does not allow it
 */
export function applyFact(task: Task, fact: TaskFact, entry: { epoch: number; atMs: number }): void {
  checkTransition(task, fact);
  Object.assign(task, changeOf(fact, entry));
}

/** Returns the state of a task that no master has seen yet. */
export function newTask(): Task {
  return {
    state: 'created',
    attempt: 0,
    host: null,
    assignment: null,
    parked: null,
    failures: 0,
    notBeforeMs: null,
    result: null,
  };
}
