import { readdirSync, readFileSync } from 'node:fs';
import { TICKS_PER_SECOND } from './process-usage.ts';

/** One process, as `/proc/PID/stat` describes it. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Whether it has exited, and its parent has not noticed yet. */
  readonly zombie: boolean;
  /** The CPU seconds of the process itself, and of its children that have exited. */
  readonly cpuSeconds: number;
}

/** Parses `/proc/PID/stat`; see proc(5) for the numbers of the fields. */
export function parseProcessStat(text: string): ProcessStat {
  // The second field is the name of the program in parentheses, which may contain spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  const ticks = [14, 15, 16, 17].reduce((sum, number) => sum + field(number), 0);
  return {
    pid: Number.parseInt(text, 10),
    parent: field(4),
    zombie: fields[0] === 'Z',
    cpuSeconds: ticks / TICKS_PER_SECOND,
  };
}

/** Lists all processes of the machine. One that exits in the meantime is left out. */
function listProcesses(): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return parseProcessStat(readFileSync(`/proc/${name}/stat`, 'utf8'));
      } catch {
        return [];
      }
    });
}

/** Returns some processes that are alive and all of their descendants, parents before their children. */
export function processTree(roots: readonly number[], all: readonly ProcessStat[] = listProcesses()): ProcessStat[] {
  const tree = all.filter(({ pid }) => roots.includes(pid));
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** Returns the CPU seconds that some processes have used, with all of their descendants, alive or not. */
export function treeCpuSeconds(roots: readonly number[]): number {
  return processTree(roots).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}
