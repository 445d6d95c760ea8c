import type { ChildProcess } from 'node:child_process';

/** Every child process that is alive: none may outlive us. */
const alive = new Set<ChildProcess>();

/** The signals that end a process unless it says otherwise. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function killAll(): void {
  for (const child of alive) child.kill('SIGKILL');
}

let watching = false;

/** Sees to it that the children die with us, however we end, as long as it is not by SIGKILL. */
function watchOurEnd(): void {
  if (watching) return;
  watching = true;
  // Also after an uncaught error. SIGKILL ends a child that is frozen, too.
  process.on('exit', killAll);
  for (const signal of ENDING_SIGNALS) {
    const endAtOnce = (): void => {
      // A program that listens itself ends in order, and this is not needed.
      if (process.listenerCount(signal) > 1) return;
      killAll();
      process.removeListener(signal, endAtOnce);
      process.kill(process.pid, signal);
    };
    process.on(signal, endAtOnce);
  }
}

/** Remembers a child from its start to its end; one that could not be started is none. */
export function registerChild(child: ChildProcess): void {
  if (child.pid === undefined) return;
  watchOurEnd();
  alive.add(child);
  child.once('exit', () => alive.delete(child));
}
