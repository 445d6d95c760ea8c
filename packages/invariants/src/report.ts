import type { Fact } from '@steadfast/master/core/ledger/facts';
import type { AttemptReference } from '@steadfast/protocol/messages';
import type { PromiseName } from './promises.ts';
import type { Start } from './records.ts';

/** How to name what breaks a promise: by identifiers, or, where evidence lies in files, so that it can be found there. */
export interface Names {
  /** A fact, given with the number of its entry. */
  readonly fact: (fact: Fact, number: number) => string;
  readonly attempt: (attempt: AttemptReference) => string;
  readonly execution: (start: Start) => string;
  /** An execution, as a clause that says that it ran. */
  readonly ran: (start: Start) => string;
}

function nameFact(fact: Fact, number: number): string {
  const about = 'task' in fact ? ` of ${fact.task}` : 'host' in fact ? ` of ${fact.host}` : '';
  return `${fact.kind}${about}${'attempt' in fact ? `#${fact.attempt}` : ''} in entry ${number}`;
}

function nameAttempt({ taskId, attempt }: AttemptReference): string {
  return `${taskId}#${attempt}`;
}

function nameExecution(start: Start): string {
  return `${nameAttempt(start)} on ${start.instance}`;
}

/** The names where nothing is known but identifiers. */
export const PLAIN: Names = {
  fact: nameFact,
  attempt: nameAttempt,
  execution: nameExecution,
  ran: (start) => `${nameExecution(start)} ran`,
};

/** Takes a violation: which promise is broken, and how; the text is made only when somebody wants to read it. */
export type Report = (promise: PromiseName, detail: (names?: Names) => string) => void;
