import type { Fact } from '@steadfast/master/core/ledger/facts';
import type { AttemptReference } from '@steadfast/protocol/messages';
import type { PromiseName } from './promises.ts';
import type { ExecutionStart } from './records.ts';

/** How a violation names its evidence: by ids, or by file and line where the evidence comes from files. */
export interface EvidenceNames {
  /** Names a fact, given the number of its entry. */
  readonly fact: (fact: Fact, number: number) => string;
  readonly attempt: (attempt: AttemptReference) => string;
  readonly execution: (start: ExecutionStart) => string;
  /** Names an execution and when it ran: "task#1 on slave1 ran …". */
  readonly ran: (start: ExecutionStart) => string;
}

function nameFact(fact: Fact, number: number): string {
  const about = 'task' in fact ? ` of ${fact.task}` : 'host' in fact ? ` of ${fact.host}` : '';
  return `${fact.kind}${about}${'attempt' in fact ? `#${fact.attempt}` : ''} in entry ${number}`;
}

function nameAttempt({ taskId, attempt }: AttemptReference): string {
  return `${taskId}#${attempt}`;
}

function nameExecution(start: ExecutionStart): string {
  return `${nameAttempt(start)} on ${start.instance}`;
}

/** Names evidence by ids. */
export const PLAIN_NAMES: EvidenceNames = {
  fact: nameFact,
  attempt: nameAttempt,
  execution: nameExecution,
  ran: (start) => `${nameExecution(start)} ran`,
};

/** Receives a violation: the broken promise, and a function that formats the details when they are needed. */
export type ReportViolation = (promise: PromiseName, detail: (names?: EvidenceNames) => string) => void;
