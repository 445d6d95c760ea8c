import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJournalLine, type JournalLine } from '@steadfast/records';
import { machineOffsetMs } from './machine-clock.ts';

/** The start or end of an execution; `atMs` is on the machine's clock. */
export type JournalEvent = Pick<JournalLine, 'event' | 'taskId' | 'attempt' | 'host' | 'atMs'>;

function clockFile(folder: string, pid: number): string {
  return join(folder, `${pid}.clock`);
}

/** Returns the path of a slave's journal. */
export function journalFile(folder: string, host: string): string {
  return join(folder, `${host}.journal.jsonl`);
}

/** Records this process's clock offset, so that readers can convert its journal times to the machine's clock. */
export function recordClockOffset(folder: string): void {
  writeFileSync(clockFile(folder, process.pid), `${machineOffsetMs()}`);
}

/** Reads the journal of a slave over all its incarnations. Times are accurate to a few microseconds. */
export function readJournal(folder: string, host: string): JournalEvent[] {
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

/** Reads the journals of all slaves. */
export function readJournals(folder: string): JournalEvent[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.journal.jsonl'))
    .flatMap((name) => readJournal(folder, name.slice(0, -'.journal.jsonl'.length)));
}
