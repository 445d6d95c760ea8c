import { readFileSync } from 'node:fs';
import { messageOf } from '@steadfast/runtime';

/** The clock ticks per second of the kernel's accounting; the same on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100;

const BYTES_PER_KIB = 1_024;

function readProcFile(pid: number | 'self', file: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    throw new Error(`cannot read process usage from /proc, which only Linux has: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Adds up CPU times in `/proc/PID/stat`, by their field numbers in proc(5), and returns seconds. */
function sumFields(pid: number | 'self', numbers: readonly number[]): number {
  // The second field is the name of the program in parentheses, which may contain spaces.
  const fields = readProcFile(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return numbers.reduce((sum, number) => sum + Number(fields[number - 3]), 0) / TICKS_PER_SECOND;
}

/**
 * Returns the CPU seconds that a process has used, in user and kernel mode.
 * @throws {Error} if the process does not exist, or this is not Linux
 */
export function cpuSeconds(pid: number): number {
  return sumFields(pid, [14, 15]);
}

/**
 * Returns the CPU seconds that this process, its children that have exited, and some that are alive have used.
 * @throws {Error} if one of these does not exist, or this is not Linux
 */
export function ownCpuSeconds(alivePids: readonly number[]): number {
  return alivePids.reduce((sum, pid) => sum + cpuSeconds(pid), sumFields('self', [14, 15, 16, 17]));
}

/**
 * Returns the resident memory of a process in megabytes.
 * @throws {Error} if the process does not exist, or this is not Linux
 */
export function residentMegabytes(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readProcFile(pid, 'status'))?.[1];
  return (Number(kib) * BYTES_PER_KIB) / 1e6;
}
