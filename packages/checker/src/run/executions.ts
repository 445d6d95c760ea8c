import type { LocatedJournalLine } from '../evidence/evidence.ts';
import { nameLine } from '../evidence/place.ts';
import { createViolationList, type Violations } from '../violations.ts';

/** One execution of an attempt, as recorded in the journal of its slave. */
export interface JournalExecution {
  readonly nonce: string;
  readonly taskId: string;
  readonly taskname: string;
  readonly attempt: number;
  readonly host: string;
  readonly instance: string;
  readonly started: LocatedJournalLine;
  /** The line that ends it; absent when its process died, or while it runs. */
  end?: LocatedJournalLine;
}

/** The executions of a run, and the journal lines that do not belong to one. */
export interface JournalExecutions {
  /** In the order in which the journals were read. */
  readonly all: readonly JournalExecution[];
  readonly byNonce: ReadonlyMap<string, JournalExecution>;
  /** The executions of each incarnation of a slave, in journal order. */
  readonly byInstance: ReadonlyMap<string, readonly JournalExecution[]>;
  readonly violations: Violations;
}

function belongsTo(execution: JournalExecution, line: LocatedJournalLine): boolean {
  return (
    execution.taskId === line.taskId &&
    execution.attempt === line.attempt &&
    execution.host === line.host &&
    execution.instance === line.instance &&
    execution.started.pid === line.pid
  );
}

/** Returns what is wrong with a line, given the execution with its nonce so far; null when nothing is. */
function lineDefect(line: LocatedJournalLine, known: JournalExecution | undefined): string | null {
  if (known === undefined) return line.event === 'started' ? null : 'ends an execution that never started';
  if (line.event === 'started') return `starts with a nonce that ${nameLine(known.started)} has used`;
  if (!belongsTo(known, line)) return `is about another attempt or process than ${nameLine(known.started)}`;
  return known.end === undefined ? null : `ends an execution that ${nameLine(known.end)} has ended`;
}

/** Assembles executions from the lines of the journals. */
export function assembleExecutions(journal: readonly LocatedJournalLine[]): JournalExecutions {
  const byNonce = new Map<string, JournalExecution>();
  const byInstance = new Map<string, JournalExecution[]>();
  const violations = createViolationList();
  for (const line of journal) {
    const known = byNonce.get(line.nonce);
    const defect = lineDefect(line, known);
    if (defect !== null) {
      violations.add(
        () =>
          `${nameLine(line)}: "${line.event}" of ${line.taskname} attempt ${line.attempt}, nonce ${line.nonce}, ${defect}`,
      );
    } else if (known === undefined) {
      const { nonce, taskId, taskname, attempt, host, instance } = line;
      const execution: JournalExecution = { nonce, taskId, taskname, attempt, host, instance, started: line };
      byNonce.set(nonce, execution);
      const ofInstance = byInstance.get(instance);
      if (ofInstance === undefined) byInstance.set(instance, [execution]);
      else ofInstance.push(execution);
    } else known.end = line;
  }
  return { all: [...byNonce.values()], byNonce, byInstance, violations: violations.result() };
}

/** Returns whether the execution ran to its end. */
export function isFinished({ end }: JournalExecution): boolean {
  return end?.event === 'finished';
}

/** Returns the executions in progress at a time on the wall clock: at most one of each incarnation of a slave. */
export function runningAt({ byInstance }: JournalExecutions, atMs: number): JournalExecution[] {
  const running: JournalExecution[] = [];
  for (const executions of byInstance.values()) {
    let [low, high] = [0, executions.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((executions[middle]?.started.atMs ?? Infinity) <= atMs) low = middle + 1;
      else high = middle;
    }
    const last = executions[low - 1];
    if (last !== undefined && (last.end?.atMs ?? Infinity) >= atMs) running.push(last);
  }
  return running;
}
