/** What a handler is called with. `Input` is the type of the input; nothing has checked that it is one. */
export interface HandlerContext<Input = unknown> {
  /** The input of the task as a JSON value; undefined if the task has none. A date is `{ $date: "..." }`, as in EJSON. */
  readonly input: Input;
  readonly taskId: string;
  readonly taskname: string;
  /**
   * The number of this attempt, from 1. It is a fencing token: a service that remembers the highest number it has seen for
   * a task can reject an earlier attempt that is late.
   */
  readonly attempt: number;
  /**
   * Aborts when the task is cancelled, takes longer than its timeout, or must end with its slave. A handler that does not
   * settle within half of the slave's --abort-grace gets SIGTERM, and SIGKILL after all of it.
   */
  readonly signal: AbortSignal;
  /** Writes a line to the output of the attempt, as console.log does. */
  readonly log: (text: string) => void;
  /** Tells how far the attempt is, from 0 to 1, with a text of at most 200 characters. Frequent calls are merged. */
  readonly progress: (fraction: number, text?: string) => void;
}

/**
 * Runs the tasks of one kind. What it returns is the result: a value that JSON can express in 64 KiB, or undefined for
 * none. What it throws fails the attempt, and the task is tried again as its `retry` says; a PermanentError parks it.
 *
 * Handlers run one at a time, in a process that is used for many attempts. It is replaced after an attempt that did not
 * succeed, and after one that has left processes (seen on Linux); they are killed. What the module starts while it is
 * loaded lives as long as the process. A handler must wait for all that it starts: what it leaves running can fail the next
 * attempt, if it throws or exits.
 */
export type Handler<Input = unknown, Result = unknown> = (context: HandlerContext<Input>) => Promise<Result> | Result;

/** A handler with the kind of tasks that it runs. */
export interface NamedHandler<Input = never> {
  /** The kind: 1 to 64 letters, digits, dots, hyphens or underscores, but neither `sleep` nor `command`. */
  readonly name: string;
  readonly run: Handler<Input>;
}

/** What a module of handlers exports as its default: handlers by name, or a list of named ones. */
export type Handlers = Readonly<Record<string, Handler<never>>> | readonly NamedHandler[];

/** Returns a handler with its name, for the list that a module exports. */
export function defineHandler<Input>(name: string, run: Handler<Input>): NamedHandler<Input> {
  return { name, run };
}

/**
 * Thrown by a handler when another attempt would fail as well: the task is parked at once. It is recognized by its name,
 * so that an error of another copy of this package, or any error with this name, has the same effect.
 */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}
