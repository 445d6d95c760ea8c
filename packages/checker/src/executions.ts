import type { JournalLine } from './evidence.ts';
import { listViolations, type Violations } from './violations.ts';
import { nameLine } from './format.ts';

/** One execution of one attempt, as the slave's journal has it. */
export interface Execution {
  readonly nonce: string;
  readonly taskId: string;
  readonly taskname: string;
  readonly attempt: number;
  readonly host: string;
  readonly instance: string;
  readonly started: JournalLine;
  /** How it ended; absent when its process died, or when it still runs. */
  end?: JournalLine;
}

/** The executions of a run, and the lines that make none. */
export interface Executions {
  /** In the order in which their processes wrote them down. */
  readonly all: readonly Execution[];
  readonly byNonce: ReadonlyMap<string, Execution>;
  /** The executions of one life of a slave, in the order of its journal. */
  readonly byInstance: ReadonlyMap<string, readonly Execution[]>;
  readonly violations: Violations;
}

function sameExecution(one: Execution, line: JournalLine): boolean {
  return (
    one.taskId === line.taskId &&
    one.attempt === line.attempt &&
    one.host === line.host &&
    one.instance === line.instance &&
    one.started.pid === line.pid
  );
}

/** What is wrong with a line, given the execution of its nonce so far; null when nothing is. */
function faultOf(line: JournalLine, known: Execution | undefined): string | null {
  if (known === undefined) return line.event === 'started' ? null : 'ends an execution that never started';
  if (line.event === 'started') return `starts with a nonce that ${nameLine(known.started)} has used`;
  if (!sameExecution(known, line)) return `is about another attempt or process than ${nameLine(known.started)}`;
  return known.end === undefined ? null : `ends an execution that ${nameLine(known.end)} has ended`;
}

/** Puts the lines of the journals together to executions. */
export function assembleExecutions(journal: readonly JournalLine[]): Executions {
  const byNonce = new Map<string, Execution>();
  const byInstance = new Map<string, Execution[]>();
  const found = listViolations();
  for (const line of journal) {
    const known = byNonce.get(line.nonce);
    const fault = faultOf(line, known);
    if (fault !== null) {
      found.add(
        () =>
          `${nameLine(line)}: "${line.event}" of ${line.taskname} attempt ${line.attempt}, nonce ${line.nonce}, ${fault}`,
      );
    } else if (known === undefined) {
      const { nonce, taskId, taskname, attempt, host, instance } = line;
      const execution: Execution = { nonce, taskId, taskname, attempt, host, instance, started: line };
      byNonce.set(nonce, execution);
      const life = byInstance.get(instance);
      if (life === undefined) byInstance.set(instance, [execution]);
      else life.push(execution);
    } else known.end = line;
  }
  return { all: [...byNonce.values()], byNonce, byInstance, violations: found.result() };
}

/** True when the execution ran to its end. */
export function isFinished({ end }: Execution): boolean {
  return end?.event === 'finished';
}

/** The executions that were in progress at a moment of the wall clock: at most one a life, since a life has one at a time. */
export function inProgressAt({ byInstance }: Executions, atMs: number): Execution[] {
  const found: Execution[] = [];
  for (const life of byInstance.values()) {
    let [low, high] = [0, life.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((life[middle]?.started.atMs ?? Infinity) <= atMs) low = middle + 1;
      else high = middle;
    }
    const last = life[low - 1];
    if (last !== undefined && (last.end?.atMs ?? Infinity) >= atMs) found.push(last);
  }
  return found;
}
