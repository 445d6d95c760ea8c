import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import { openWorkRunner, type WorkRunnerOptions } from '../../src/work/open-work-runner.ts';
import type { Job, Outcome } from '../../src/work/work-runner.ts';

/** Whether a process is running: a zombie has ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !'ZX'.includes(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? 'X');
  } catch {
    return false;
  }
}

/** Waits for a process ID in a file that a job writes. */
export async function pidIn(path: string): Promise<number> {
  return waitUntil(`${path} holds a process ID`, () => {
    try {
      return Number(/^(\d+)\n/.exec(readFileSync(path, 'utf8'))?.[1]) || null;
    } catch {
      return null;
    }
  });
}

/** Opens a runner that is closed after the test, and a folder for what its jobs write. */
export async function openTestRunner(context: TestContext, options: Partial<WorkRunnerOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-work-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const runner = await openWorkRunner({
    allowsCommands: true,
    programs: null,
    handlersPath: null,
    memoryLimitBytes: null,
    abortGraceMs: 3_000,
    ...options,
  });
  context.after(() => runner.close());
  let attempt = 0;
  const start = (name: string, input: unknown, fields: Partial<Job> = {}) => {
    attempt += 1;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const text = input === undefined ? '' : JSON.stringify(input);
    const job = { taskId: 't1', taskname: 'task1', attempt, name, input: text, timeoutMs: null, ...fields };
    return { ended: promise, ...runner.start(job, resolve) };
  };
  return {
    runner,
    folder,
    file: (name: string) => join(folder, name),
    start,
    /** Runs a job to its end. */
    run: (name: string, input: unknown, fields: Partial<Job> = {}) => start(name, input, fields).ended,
    /** Runs a shell script as a command. */
    shell: (script: string, fields: Partial<Job> = {}) => start('command', { argv: ['sh', '-c', script] }, fields),
  };
}
