import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@steadfast/runtime/testing';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** One line of a journal or a log. */
export type Line = Readonly<Record<string, unknown>>;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program, with nothing in its environment but what is given; gives the process and its end. */
export function startProgram(argv: readonly string[], environment: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...argv], { env: environment });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = new Promise<Exit>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, exit };
}

function linesOf(path: string): Line[] {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line)
    : [];
}

/** A folder for the files of slaves, and what is in them. `dispose` ends what still runs, and removes it. */
export function createWorkshop() {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-slave-'));
  const children: ChildProcess[] = [];
  const journalPath = join(folder, 'journal.jsonl');
  const logPath = join(folder, 'slave.log');
  return {
    journalPath,
    /** Starts slave1 against a master. */
    startSlave: (address: string, ...more: string[]) => {
      const files = ['--journal', journalPath, '--log-file', logPath];
      const program = startProgram(['--master', address, '--name', 'slave1', ...files, ...more]);
      children.push(program.child);
      return program;
    },
    journal: () => linesOf(journalPath),
    log: () => linesOf(logPath),
    /** Waits for a line of the log with this event. */
    logged: (event: string) =>
      waitUntil(`slave1 logs ${event}`, () => linesOf(logPath).some((line) => line['event'] === event)),
    dispose: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}
