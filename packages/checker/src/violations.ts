/** A reader who has seen this many violations of one check has seen enough; further ones are only counted. */
const MAX_MESSAGES = 20;

/** The violations that a check found: their number, and the first ones as messages. */
export interface Violations {
  readonly count: number;
  readonly messages: readonly string[];
}

/** Collects violations. */
export interface ViolationList {
  /** Adds a violation. The message names the evidence; a function is called only when its message is kept. */
  add(message: string | (() => string)): void;
  result(): Violations;
}

/** Creates an empty list of violations. */
export function createViolationList(): ViolationList {
  const messages: string[] = [];
  let count = 0;
  return {
    add: (message) => {
      count += 1;
      if (messages.length < MAX_MESSAGES) messages.push(typeof message === 'string' ? message : message());
    },
    result: () => ({ count, messages }),
  };
}

/** Combines the violations of several sources. */
export function mergeViolations(parts: readonly Violations[]): Violations {
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    messages: parts.flatMap(({ messages }) => messages).slice(0, MAX_MESSAGES),
  };
}
