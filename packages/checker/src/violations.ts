/** Violations of one kind that are kept as text; beyond that they are counted. A reader who has seen these has seen enough. */
const MAX_KEPT = 20;

/** What speaks against a claim: how often, and the first of it in words. */
export interface Violations {
  readonly count: number;
  readonly messages: readonly string[];
}

/** Violations as they are found. */
export interface ViolationList {
  /** Notes one. The message names the evidence; where it is costly to make, it is made only when it is kept. */
  add(message: string | (() => string)): void;
  result(): Violations;
}

/** An empty list of violations. */
export function listViolations(): ViolationList {
  const messages: string[] = [];
  let count = 0;
  return {
    add: (message) => {
      count += 1;
      if (messages.length < MAX_KEPT) messages.push(typeof message === 'string' ? message : message());
    },
    result: () => ({ count, messages }),
  };
}

/** Several findings as one. */
export function joinViolations(parts: readonly Violations[]): Violations {
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    messages: parts.flatMap(({ messages }) => messages).slice(0, MAX_KEPT),
  };
}
