import { readdir, readFile } from 'node:fs/promises';

/** Whether the memory of a process group can be measured on this platform. */
export const MEASURES_MEMORY = process.platform === 'linux';

/** Interval between two measurements: at a gigabyte per second, a group is stopped 250 MB above its limit. */
const POLL_MS = 250;

const KIBIBYTE = 1024;

/** Matches what only a process itself uses: not files that are mapped, nor memory shared with others. */
const OWN_MEMORY = /^(?:RssAnon|VmSwap):\s+(\d+) kB$/gm;

/** Reads a file of /proc; returns an empty text when the process has ended. */
async function readProcess(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '');
}

/** Returns the process group in /proc/PID/stat; the name before it, in parentheses, may contain anything. */
function groupIn(stat: string): number {
  const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(group);
}

/** Returns the memory that the processes of a group use, in bytes. */
async function memoryOf(group: number): Promise<number> {
  let bytes = 0;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || groupIn(await readProcess(pid, 'stat')) !== group) continue;
    for (const [, kibibytes] of (await readProcess(pid, 'status')).matchAll(OWN_MEMORY))
      bytes += Number(kibibytes) * KIBIBYTE;
  }
  return bytes;
}

/**
 * Calls back once a process group uses more memory than a limit, in bytes. Returns a function that ends the watch. Does
 * nothing where MEASURES_MEMORY is false.
 */
export function watchMemory(group: number, limitBytes: number, onExceeded: () => void): () => void {
  if (!MEASURES_MEMORY) return () => undefined;
  let isOver = false;
  let timer: NodeJS.Timeout;
  const schedule = (): void => {
    timer = setTimeout(() => void measure(), POLL_MS);
  };
  const measure = async (): Promise<void> => {
    const bytes = await memoryOf(group).catch(() => 0);
    if (isOver) return;
    if (bytes > limitBytes) onExceeded();
    else schedule();
  };
  schedule();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
