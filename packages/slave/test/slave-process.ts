import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@steadfast/runtime/testing';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** One line of a journal or a log. */
export type JsonLine = Readonly<Record<string, unknown>>;

/** How a slave process exited, and what it printed. */
export interface SlaveExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the slave program with only these environment variables. `waitForExit` waits until the process has exited. */
export function startSlaveProcess(argv: readonly string[], environment: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...argv], { env: environment });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  let exit: SlaveExit | null = null;
  child.on('close', (code, signal) => (exit = { code, signal, stdout, stderr }));
  const explain = (): string => stderr;
  const waitForExit = (): Promise<SlaveExit> => waitUntil('the slave exits', () => exit, { explain });
  return { child, waitForExit };
}

function readLines(path: string): JsonLine[] {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as JsonLine)
    : [];
}

/** Creates a folder for the journal and the log of slaves. `dispose` kills the slaves and removes the folder. */
export function createSlaveFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-slave-'));
  const children: ChildProcess[] = [];
  const journalPath = join(folder, 'journal.jsonl');
  const logPath = join(folder, 'slave.log');
  return {
    journalPath,
    /** Starts slave1 with a master's address and further options. */
    startSlave: (address: string, ...options: string[]) => {
      const files = ['--journal', journalPath, '--log-file', logPath];
      const slave = startSlaveProcess(['--master', address, '--name', 'slave1', ...files, ...options]);
      children.push(slave.child);
      return slave;
    },
    journal: () => readLines(journalPath),
    log: () => readLines(logPath),
    /** Waits for a log line with this event. */
    logged: (event: string) =>
      waitUntil(`${event} is logged`, () => readLines(logPath).some((line) => line['event'] === event)),
    dispose: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}
