import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { parseLogLine, type LogLine } from '@steadfast/records';
import { waitUntil } from '@steadfast/runtime/testing';

/** The main module of the master program. */
export const MASTER_MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** A master in a process of its own. */
export interface MasterProcess {
  /** Returns what it has written to standard output and standard error so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** Returns the lines of its log so far. */
  readonly log: () => LogLine[];
  /** Waits for a log event and returns its line. */
  readonly waitForEvent: (event: string) => Promise<LogLine>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Waits for the process to exit and returns its exit code, or the signal that ended it. */
  readonly waitForExit: () => Promise<number | string>;
}

function parseLine(text: string): LogLine[] {
  const line = parseLogLine(text);
  return line.ok ? [line.value] : [];
}

/** Starts a master; it is killed after the test. */
export function startMaster(
  context: TestContext,
  commandLine: readonly string[],
  environment: Record<string, string> = {},
): MasterProcess {
  const child = spawn(process.execPath, [MASTER_MAIN, ...commandLine], {
    env: { PATH: process.env['PATH'], ...environment },
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (written.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (written.stderr += String(chunk)));
  let exit: number | string | null = null;
  child.on('close', (code, signal) => (exit = code ?? signal));
  const waitForExit = (): Promise<number | string> => waitUntil('the master exits', () => exit);
  context.after(async () => {
    child.kill('SIGKILL');
    await waitForExit();
  });
  const log = (): LogLine[] => written.stderr.split('\n').flatMap(parseLine);
  const findEvent = (event: string): LogLine | undefined => {
    const line = log().find((each) => each.event === event);
    if (line === undefined && exit !== null) throw new Error(`the master exited first; it wrote:\n${written.stderr}`);
    return line;
  };
  return {
    output: () => written,
    log,
    waitForEvent: (event) =>
      waitUntil(`the master logs ${event}`, () => findEvent(event), { explain: () => written.stderr }),
    kill: (signal) => void child.kill(signal),
    waitForExit,
  };
}
