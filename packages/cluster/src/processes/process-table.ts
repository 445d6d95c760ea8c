import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often to check whether a killed process is gone; that usually takes a few milliseconds. */
const POLL_MS = 10;

/** A killed process is gone within milliseconds, unless it is blocked in a device driver. */
const EXIT_TIMEOUT_MS = 10_000;

/** Returns the command line of a process, its arguments joined by spaces; empty if there is no such process. */
export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  } catch {
    // Either there is no such process, or this system has no /proc.
  }
  try {
    return execFileSync('ps', ['-p', `${pid}`, '-o', 'args='], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return '';
  }
}

/**
 * Returns whether the command line of a process contains all of these arguments; false if there are none. Operating
 * systems reuse process ids, so an id alone does not identify a process.
 */
export function isRunningWith(pid: number, programArguments: readonly string[]): boolean {
  const commandLine = commandLineOf(pid);
  return (
    programArguments.length > 0 &&
    commandLine !== '' &&
    programArguments.every((argument) => commandLine.includes(argument))
  );
}

/**
 * Kills a process that is not a child of this one, if its command line shows that it is the expected one. Resolves when
 * the process is gone; returns false if it was not running.
 * @throws {Error} if it is still there ten seconds after it was killed
 */
export async function killIfRunningWith(pid: number, programArguments: readonly string[]): Promise<boolean> {
  if (!isRunningWith(pid, programArguments)) return false;
  process.kill(pid, 'SIGKILL');
  const deadline = performance.now() + EXIT_TIMEOUT_MS;
  while (isRunningWith(pid, programArguments)) {
    if (performance.now() > deadline) throw new Error(`process ${pid} is still running after SIGKILL`);
    await sleep(POLL_MS);
  }
  return true;
}
