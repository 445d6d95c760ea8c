import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineOffsetMs } from './machine-clock.ts';

/** What an execution journal says about one moment of an execution. */
export interface Moment {
  readonly event: 'started' | 'finished' | 'aborted';
  readonly taskId: string;
  readonly attempt: number;
  readonly host: string;
  /** When it was, on the machine's clock. */
  readonly atMs: number;
}

type Line = Omit<Moment, 'atMs'> & { readonly pid: number; readonly monotonicMs: number };

function clockFile(folder: string, pid: number): string {
  return join(folder, `${pid}.clock`);
}

/** Where the journal of a slave lies. */
export function journalFile(folder: string, host: string): string {
  return join(folder, `${host}.journal.jsonl`);
}

/** Leaves a note that lets readers translate this process's journal times to the machine's clock. */
export function noteClock(folder: string): void {
  writeFileSync(clockFile(folder, process.pid), `${machineOffsetMs()}`);
}

/** What the journal of a slave says, over all its lives; times are good to a few microseconds. */
export function readJournal(folder: string, host: string): Moment[] {
  const offsets = new Map<number, number>();
  const offsetOf = (pid: number): number => {
    const offset = offsets.get(pid) ?? Number(readFileSync(clockFile(folder, pid), 'utf8'));
    offsets.set(pid, offset);
    return offset;
  };
  return readFileSync(journalFile(folder, host), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((text) => {
      const { event, taskId, attempt, pid, monotonicMs } = JSON.parse(text) as Line;
      return { event, taskId, attempt, host, atMs: monotonicMs + offsetOf(pid) };
    });
}

/** What the journals of all slaves say. */
export function readJournals(folder: string): Moment[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.journal.jsonl'))
    .flatMap((name) => readJournal(folder, name.slice(0, -'.journal.jsonl'.length)));
}
