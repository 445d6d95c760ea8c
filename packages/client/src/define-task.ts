import type { NewTask, RetryPolicy } from '@steadfast/protocol/tasks';

/** What a schema library says about a value, by the Standard Schema specification, version 1 (standardschema.dev). */
type Validation<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };

/** A schema of any library that implements the Standard Schema specification, for example Zod, Valibot or ArkType. */
export interface StandardSchema<Input, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Validation<Output> | Promise<Validation<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** When a task that failed is tried again. Times are in seconds. */
export interface Retry {
  /** How many attempts may fail, or be lost while they are running; without limit if absent. */
  readonly maxAttempts?: number;
  /** How long it waits after the first failure (1 if absent), by how much longer after each further one (2), at most (60). */
  readonly backoff?: { readonly initial?: number; readonly factor?: number; readonly max?: number };
}

/** How tasks are run, unless a call of `submit` says otherwise. */
export interface TaskOptions {
  readonly retry?: Retry;
  /** The queue in which they wait; `default` if absent. */
  readonly queue?: string;
  readonly priority?: number;
  /** After how many seconds an attempt fails; never if absent. */
  readonly timeout?: number;
}

/** A kind of tasks, with the types of what they take and return. */
export interface TaskDefinition<Input, Result> {
  /** The name of the handler, or `command`. */
  readonly name: string;
  readonly options: TaskOptions;
  /**
   * Checks an input before it is submitted, and returns it as the schema converts it.
   * @throws {InvalidInputError} when the schema does not accept it
   */
  readonly parse: (input: Input) => Promise<unknown>;
  /** Never set: carries the type of the result. */
  readonly result?: Result;
}

/** An input that the schema of its task does not accept. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
}

/**
 * Defines a kind of tasks.
 * @param name the name of the handler that runs them
 * @param definition `input`: a schema of what they take; anything that JSON can represent if absent
 */
export function defineTask<Input, Result = unknown>(
  name: string,
  definition: TaskOptions & { readonly input?: StandardSchema<Input> } = {},
): TaskDefinition<Input, Result> {
  const { input: schema, ...options } = definition;
  const parse = async (input: Input): Promise<unknown> => {
    if (schema === undefined) return input;
    const validated = await schema['~standard'].validate(input);
    if (validated.issues === undefined) return validated.value;
    const problems = validated.issues.map(({ message }) => message).join('; ');
    throw new InvalidInputError(`the input of ${name} is not valid: ${problems}`);
  };
  return { name, options, parse };
}

/** How one task is run, and what identifies it. */
export interface SubmitOptions extends TaskOptions {
  /** Makes the call idempotent: a second task with the same key is not created. One is drawn if it is absent. */
  readonly key?: string;
  /** A name for people; that of the definition if absent. */
  readonly taskname?: string;
  readonly notBefore?: Date;
}

function toRetryPolicy({ maxAttempts, backoff = {} }: Retry): RetryPolicy {
  const { initial, factor, max } = backoff;
  return {
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(initial === undefined ? {} : { initialBackoffSeconds: initial }),
    ...(factor === undefined ? {} : { backoffFactor: factor }),
    ...(max === undefined ? {} : { maxBackoffSeconds: max }),
  };
}

function toTimestamp(date: Date): { seconds: number; nanos: number } {
  const ms = date.getTime();
  const seconds = Math.floor(ms / 1_000);
  return { seconds, nanos: (ms - 1_000 * seconds) * 1_000_000 };
}

/**
 * Returns the message that submits a task.
 * @throws {InvalidInputError} when the schema of the task does not accept the input
 */
export async function toNewTask<Input>(
  definition: TaskDefinition<Input, unknown>,
  input: Input,
  options: SubmitOptions & { readonly taskId: string },
): Promise<NewTask> {
  const { retry, queue, priority, timeout } = { ...definition.options, ...options };
  const { key, taskId, taskname, notBefore } = options;
  const value = await definition.parse(input);
  return {
    ...(key === undefined ? { taskId } : { key }),
    kind: definition.name,
    ...(value === undefined ? {} : { inputJson: JSON.stringify(value) }),
    ...(taskname === undefined ? {} : { taskname }),
    ...(queue === undefined ? {} : { queue }),
    ...(priority === undefined ? {} : { priority }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(notBefore === undefined ? {} : { notBefore: toTimestamp(notBefore) }),
    ...(retry === undefined ? {} : { retry: toRetryPolicy(retry) }),
  };
}
