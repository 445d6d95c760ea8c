import { readFileSync } from 'node:fs';
import { messageOf } from '@steadfast/runtime';

/** Clock ticks of the kernel's accounting in a second, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

const BYTES_PER_KIB = 1_024;

function readAccount(pid: number | 'self', file: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    throw new Error(`what a process uses is read from /proc, as Linux has it: ${messageOf(error)}`, { cause: error });
  }
}

/** The CPU seconds in some fields of a process's account, numbered as in the manual, from 14 to 17. */
function sumFields(pid: number | 'self', numbers: readonly number[]): number {
  // The name of the program, in parentheses, is the second field, and may contain blanks.
  const fields = readAccount(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return numbers.reduce((sum, number) => sum + Number(fields[number - 3]), 0) / TICKS_PER_SECOND;
}

/**
 * CPU seconds that a process has used, in user and kernel mode.
 * @throws {Error} when the process is gone, or this is no Linux
 */
export function cpuSeconds(pid: number): number {
  return sumFields(pid, [14, 15]);
}

/**
 * CPU seconds that this process has used, with its children that have ended and some that are alive.
 * @throws {Error} when one of these is gone, or this is no Linux
 */
export function ownCpuSeconds(alivePids: readonly number[]): number {
  return alivePids.reduce((sum, pid) => sum + cpuSeconds(pid), sumFields('self', [14, 15, 16, 17]));
}

/**
 * Memory that a process holds (its resident set), in megabytes.
 * @throws {Error} when the process is gone, or this is no Linux
 */
export function residentMegabytes(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readAccount(pid, 'status'))?.[1];
  return (Number(kib) * BYTES_PER_KIB) / 1e6;
}
