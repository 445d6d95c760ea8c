import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJournalLine, type JournalLine } from '@steadfast/records';
import { machineOffsetMs } from './machine-clock.ts';

/** One moment of an execution; `atMs` is on the clock of the machine. */
export type Moment = Pick<JournalLine, 'event' | 'taskId' | 'attempt' | 'host' | 'atMs'>;

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
      const line = parseJournalLine(text);
      if (!line.ok) throw new Error(`${journalFile(folder, host)}: ${line.reason}: ${text}`);
      const { event, taskId, attempt, pid, monotonicMs } = line.value;
      return { event, taskId, attempt, host, atMs: monotonicMs + offsetOf(pid) };
    });
}

/** What the journals of all slaves say. */
export function readJournals(folder: string): Moment[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.journal.jsonl'))
    .flatMap((name) => readJournal(folder, name.slice(0, -'.journal.jsonl'.length)));
}
