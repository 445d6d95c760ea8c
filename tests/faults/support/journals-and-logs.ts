import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJournalLine, parseLogLine, type JournalLine, type LogLine, type Parsed } from '@steadfast/records';

/** Parses the lines of a file; none if it does not exist. A last line that is still being written is skipped. */
async function readLines<Line>(path: string, parse: (text: string) => Parsed<Line>): Promise<Line[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '')
    .map((line) => {
      const parsed = parse(line);
      if (!parsed.ok) throw new Error(`${path}: ${parsed.reason}: ${line}`);
      return parsed.value;
    });
}

async function filesIn(directory: string, suffix: string): Promise<string[]> {
  return (await readdir(directory)).filter((file) => file.endsWith(suffix) && !file.startsWith('mongod')).sort();
}

/** Reads the log of a process over all its incarnations. */
export function readLog(directory: string, name: string): Promise<LogLine[]> {
  return readLines(join(directory, `${name}.log`), parseLogLine);
}

async function readJournals(directory: string): Promise<JournalLine[]> {
  const files = await filesIn(directory, '.journal.jsonl');
  return (await Promise.all(files.map((file) => readLines(join(directory, file), parseJournalLine)))).flat();
}

/** An execution of an attempt, combined from its journal lines. */
export interface ObservedExecution {
  readonly taskname: string;
  readonly attempt: number;
  readonly nonce: string;
  readonly host: string;
  readonly pid: number;
  /** Wall-clock times in milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly end?: { readonly event: 'finished' | 'failed' | 'aborted'; readonly atMs: number; readonly sleptMs: number };
}

function executionFrom(start: JournalLine, end: JournalLine | undefined): ObservedExecution {
  const { taskname, attempt, nonce, host, pid, atMs } = start;
  const execution = { taskname, attempt, nonce, host, pid, startedAtMs: atMs };
  if (end === undefined || end.event === 'started') return execution;
  return { ...execution, end: { event: end.event, atMs: end.atMs, sleptMs: end.sleptMs ?? 0 } };
}

/** Reads all executions from the journals, in the order in which they started. */
export async function readExecutions(directory: string): Promise<ObservedExecution[]> {
  const lines = await readJournals(directory);
  const ends = new Map(lines.filter(({ event }) => event !== 'started').map((line) => [line.nonce, line]));
  return lines
    .filter(({ event }) => event === 'started')
    .map((line) => executionFrom(line, ends.get(line.nonce)))
    .sort((one, other) => one.startedAtMs - other.startedAtMs);
}

/** The number of lines of each log in the error of a failed wait. */
const TAIL_LINES = 12;

/** The number of characters of each such line. */
const TAIL_WIDTH = 300;

/** Returns the last lines of every log and output file, for people. */
export async function readTails(directory: string): Promise<string> {
  const files = [...(await filesIn(directory, '.log')), ...(await filesIn(directory, '.out'))];
  const tails = files.map(async (file) => {
    const lines = (await readFile(join(directory, file), 'utf8')).trim().split('\n').slice(-TAIL_LINES);
    return [`${file}:`, ...lines.map((line) => `  ${line.slice(0, TAIL_WIDTH)}`)].join('\n');
  });
  return (await Promise.all(tails)).join('\n');
}
