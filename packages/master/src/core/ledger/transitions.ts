import type { TaskFact } from './facts.ts';

/** The states of a task. */
export const TASK_STATES = ['created', 'running', 'killed', 'success'] as const;

/** Where a task stands. */
export type TaskState = (typeof TASK_STATES)[number];

/** The part of a task that says which slave is responsible for it now. */
export interface Assignment {
  readonly host: string;
  readonly instance: string;
  /** The reign in which it was placed. */
  readonly epoch: number;
  /** Wall-clock time of the placement, in milliseconds since 1970. */
  readonly atMs: number;
}

/** A task set aside, and why. */
export interface Parked {
  readonly reason: string;
  /** Wall-clock time in milliseconds since 1970. */
  readonly atMs: number;
}

/** What the ledger says about one task. */
export interface Task {
  state: TaskState;
  /** How many times it was placed. */
  attempt: number;
  /** The slave that it was last placed on. */
  host: string | null;
  /** Present exactly while a slave is responsible. */
  assignment: Assignment | null;
  parked: Parked | null;
}

/** A legal move of a task: from where, and what it does. */
export interface Transition {
  /** The states in which it may happen. */
  readonly from: readonly TaskState[];
  /** Whether a slave must, or must not, be responsible. */
  readonly assigned: boolean;
  /** The state it leads to. */
  readonly to: TaskState | 'same';
  /** What becomes of the assignment. */
  readonly assignment: 'opened' | 'kept' | 'closed';
  /** What it means. */
  readonly meaning: string;
}

/** Every legal move of a task, by the fact that makes it. What is not here cannot happen. */
export const TRANSITIONS: Record<TaskFact['kind'], Transition> = {
  'task.placed': {
    from: ['created', 'killed'],
    assigned: false,
    to: 'same',
    assignment: 'opened',
    meaning: 'assigned to an idle slave, under the next attempt number',
  },
  'task.running': {
    from: ['created', 'killed'],
    assigned: true,
    to: 'running',
    assignment: 'kept',
    meaning: 'its slave reported that it began',
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
    meaning: 'its slave is lost, or gave it up, while it ran',
  },
  'task.returned': {
    from: ['created', 'killed'],
    assigned: true,
    to: 'same',
    assignment: 'closed',
    meaning: 'its slave is lost, or gave it back, before it was known to run',
  },
  'task.parked': {
    from: ['created', 'killed'],
    assigned: false,
    to: 'same',
    assignment: 'kept',
    meaning: 'set aside, because its document is not a valid task',
  },
};

/** An invariant is broken: a fact that the transition table does not allow. */
export class IllegalMove extends Error {
  override readonly name = 'IllegalMove';
}

/**
 * Proves that a fact may happen to a task.
 * @throws {IllegalMove} naming the fact, the task and what stands in the way
 */
export function checkMove(task: Task, fact: TaskFact): void {
  const refuse = (why: string): never => {
    throw new IllegalMove(`${fact.kind} is not a legal move of task ${fact.task}: ${why}`);
  };
  const { from, assigned } = TRANSITIONS[fact.kind];
  if (!from.includes(task.state)) refuse(`its state is ${task.state}`);
  if ((task.assignment !== null) !== assigned) refuse(assigned ? 'it is assigned to nobody' : 'it is assigned already');
  if (fact.kind === 'task.parked') return;
  const expected = fact.kind === 'task.placed' ? task.attempt + 1 : task.attempt;
  if (fact.attempt !== expected) refuse(`the fact says attempt ${fact.attempt}, expected is ${expected}`);
  if (task.assignment === null) return;
  const { host, instance } = task.assignment;
  if (fact.host !== host || fact.instance !== instance) refuse(`it is assigned to ${host} (${instance})`);
}

/** What a fact changes in its task; `epoch` and `atMs` are those of its entry. */
export function changeOf(fact: TaskFact, { epoch, atMs }: { epoch: number; atMs: number }): Partial<Task> {
  switch (fact.kind) {
    case 'task.placed': {
      const { host, instance, attempt } = fact;
      return { host, attempt, assignment: { host, instance, epoch, atMs }, parked: null };
    }
    case 'task.parked':
      return { parked: { reason: fact.reason, atMs } };
    case 'task.running':
    case 'task.success':
    case 'task.killed':
    case 'task.returned': {
      const { to, assignment } = TRANSITIONS[fact.kind];
      return { ...(to === 'same' ? {} : { state: to }), ...(assignment === 'closed' ? { assignment: null } : {}) };
    }
  }
}

/**
 * Applies a fact to a task, in place. This one function is the meaning of the ledger: the leader, the catch-up and the
 * checkers all use it.
 * @throws {IllegalMove} when the transition table does not allow it
 */
export function applyFact(task: Task, fact: TaskFact, entry: { epoch: number; atMs: number }): void {
  checkMove(task, fact);
  Object.assign(task, changeOf(fact, entry));
}

/** A task as it is before any master has seen it. */
export function newTask(): Task {
  return { state: 'created', attempt: 0, host: null, assignment: null, parked: null };
}
