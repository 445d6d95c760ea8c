import type { Child } from '@steadfast/cluster';
import { waitUntil } from '@steadfast/runtime/testing';
import { processTree } from '../../probes/process-tree.ts';

/** The kernel frees the memory of a large process within a second; a busy disk may delay that. */
const EXIT_TIMEOUT_MS = 30_000;

const POLL_MS = 5;

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has exited already.
  }
}

/**
 * Kills a process and all of its descendants at once, as a power failure would, and waits until none is left: a database
 * does not start again while its old processes hold its files.
 */
export async function killTree(child: Child): Promise<void> {
  if (child.pid === undefined) return;
  const pids = processTree([child.pid]).map(({ pid }) => pid);
  for (const pid of pids) killProcess(pid);
  await child.exited;
  const gone = (): boolean => processTree(pids).every(({ zombie }) => zombie);
  await waitUntil('all killed processes have exited', gone, { timeoutMs: EXIT_TIMEOUT_MS, pollMs: POLL_MS });
}
