import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJournalLine, parseLogLine, type JournalLine, type LogLine, type Parsed } from '@steadfast/records';

/** The JSON lines of a file; none while it is not there. A last line that is still being written is left out. */
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

/** The log of one process, over all its lives. */
export function readLog(directory: string, name: string): Promise<LogLine[]> {
  return readLines(join(directory, `${name}.log`), parseLogLine);
}

/** The journals of all slaves, one after the other. */
async function readJournals(directory: string): Promise<JournalLine[]> {
  const files = await filesIn(directory, '.journal.jsonl');
  return (await Promise.all(files.map((file) => readLines(join(directory, file), parseJournalLine)))).flat();
}

/** One execution of one attempt, put together from its lines. */
export interface Execution {
  readonly taskname: string;
  readonly attempt: number;
  readonly nonce: string;
  readonly host: string;
  readonly pid: number;
  /** Wall-clock times in milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly end?: { readonly event: 'finished' | 'aborted'; readonly atMs: number; readonly sleptMs: number };
}

function executionFrom(start: JournalLine, end: JournalLine | undefined): Execution {
  const { taskname, attempt, nonce, host, pid, atMs } = start;
  const execution = { taskname, attempt, nonce, host, pid, startedAtMs: atMs };
  if (end === undefined || end.event === 'started') return execution;
  return { ...execution, end: { event: end.event, atMs: end.atMs, sleptMs: end.sleptMs ?? 0 } };
}

/** All executions, in the order in which they started. */
export async function readExecutions(directory: string): Promise<Execution[]> {
  const lines = await readJournals(directory);
  const ends = new Map(lines.filter(({ event }) => event !== 'started').map((line) => [line.nonce, line]));
  return lines
    .filter(({ event }) => event === 'started')
    .map((line) => executionFrom(line, ends.get(line.nonce)))
    .sort((one, other) => one.startedAtMs - other.startedAtMs);
}

/** Lines of each log that are shown when something went wrong. */
const TAIL = 12;

/** Characters of such a line. */
const TAIL_WIDTH = 300;

/** The last lines of every log, and of what was printed besides, for people. */
export async function readTails(directory: string): Promise<string> {
  const files = [...(await filesIn(directory, '.log')), ...(await filesIn(directory, '.out'))];
  const tails = files.map(async (file) => {
    const lines = (await readFile(join(directory, file), 'utf8')).trim().split('\n').slice(-TAIL);
    return [`${file}:`, ...lines.map((line) => `  ${line.slice(0, TAIL_WIDTH)}`)].join('\n');
  });
  return (await Promise.all(tails)).join('\n');
}
