import { readFileSync } from 'node:fs';
import { messageOf } from '@steadfast/runtime';

/** Clock ticks of the kernel's accounting in a second, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

const BYTES_PER_KIB = 1_024;

const readAccount = (pid: number, file: 'stat' | 'status'): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    throw new Error(`what a process uses is read from /proc, as Linux has it: ${messageOf(error)}`, { cause: error });
  }
};

/**
 * CPU seconds that a process has used, in user and kernel mode.
 * @throws {Error} when the process is gone, or this is no Linux
 */
export const cpuSeconds = (pid: number): number => {
  const fields = readAccount(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

/**
 * Memory that a process holds (its resident set), in megabytes.
 * @throws {Error} when the process is gone, or this is no Linux
 */
export const residentMegabytes = (pid: number): number => {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readAccount(pid, 'status'))?.[1];
  return (Number(kib) * BYTES_PER_KIB) / 1e6;
};
