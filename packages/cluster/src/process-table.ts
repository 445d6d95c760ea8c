import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often it is looked whether a killed process is gone. */
const POLL_MS = 10;

/** A killed process is gone within milliseconds, unless it hangs in a device. */
const GONE_TIMEOUT_MS = 10_000;

/** The command line of a process, its words joined by blanks; empty when there is no such process. */
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
 * True for a process whose command line has all these words, of which there must be some: process ids are used again,
 * so an id alone proves nothing.
 */
export function runsWith(pid: number, words: readonly string[]): boolean {
  const commandLine = commandLineOf(pid);
  return words.length > 0 && commandLine !== '' && words.every((word) => commandLine.includes(word));
}

/**
 * Kills a process that is no child of ours, after making sure by its command line that it is the one that is meant;
 * resolves when it is gone. False when it was not there.
 * @throws {Error} when it cannot be killed
 */
export async function killProven(pid: number, words: readonly string[]): Promise<boolean> {
  if (!runsWith(pid, words)) return false;
  process.kill(pid, 'SIGKILL');
  const deadline = performance.now() + GONE_TIMEOUT_MS;
  while (runsWith(pid, words)) {
    if (performance.now() > deadline) throw new Error(`process ${pid} does not end although it was killed`);
    await sleep(POLL_MS);
  }
  return true;
}
