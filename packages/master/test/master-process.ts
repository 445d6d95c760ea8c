import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { parseLogLine, type LogLine } from '@steadfast/records';
import { until } from './raw-client.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** A master in a process of its own. */
export interface MasterProcess {
  /** What it has written to its standard output and standard error so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** The lines of its log so far. */
  readonly log: () => LogLine[];
  /** Waits until it has logged an event; gives the line. */
  readonly untilLogged: (event: string) => Promise<LogLine>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Waits until it has ended; gives its exit code, or the signal that ended it. */
  readonly exit: () => Promise<number | string>;
}

function parseLines(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    const parsed = parseLogLine(line);
    return parsed.ok ? [parsed.value] : [];
  });
}

/** Starts a master; it is killed when the test has ended. */
export function startMaster(
  context: TestContext,
  commandLine: readonly string[],
  environment: Record<string, string> = {},
): MasterProcess {
  const child = spawn(process.execPath, [MAIN, ...commandLine], { env: { PATH: process.env['PATH'], ...environment } });
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (written.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (written.stderr += String(chunk)));
  let ended: number | string | null = null;
  child.on('close', (code, signal) => (ended = code ?? signal));
  const exit = async (): Promise<number | string> => {
    await until('the master has ended', () => ended !== null);
    return ended ?? '';
  };
  context.after(async () => {
    child.kill('SIGKILL');
    await exit();
  });
  const log = (): LogLine[] => parseLines(written.stderr);
  const find = (event: string): LogLine | undefined => log().find((line) => line.event === event);
  return {
    output: () => written,
    log,
    untilLogged: async (event) => {
      const described = `the master logs ${event}`;
      await until(described, () => find(event) !== undefined || child.exitCode !== null);
      const line = find(event);
      if (line === undefined) throw new Error(`waited in vain until ${described}; it wrote:\n${written.stderr}`);
      return line;
    },
    kill: (signal) => void child.kill(signal),
    exit,
  };
}
