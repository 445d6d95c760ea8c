import type { ChildProcess } from 'node:child_process';

/** Every child process that is alive. None may outlive this process. */
const alive = new Set<ChildProcess>();

/** The signals that terminate a process by default. */
const TERMINATING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function killAll(): void {
  for (const child of alive) child.kill('SIGKILL');
}

let installed = false;

/** Installs handlers that kill the children when this process exits for any reason other than SIGKILL. */
function installExitHandlers(): void {
  if (installed) return;
  installed = true;
  // Also runs after an uncaught error. SIGKILL is needed because a frozen child would ignore SIGTERM.
  process.on('exit', killAll);
  for (const signal of TERMINATING_SIGNALS) {
    const killAllAndExit = (): void => {
      // A program with a handler of its own shuts down gracefully, and exits through the handler above.
      if (process.listenerCount(signal) > 1) return;
      killAll();
      process.removeListener(signal, killAllAndExit);
      process.kill(process.pid, signal);
    };
    process.on(signal, killAllAndExit);
  }
}

/** Tracks a child until it exits. A child that failed to start is ignored. */
export function registerChild(child: ChildProcess): void {
  if (child.pid === undefined) return;
  installExitHandlers();
  alive.add(child);
  child.once('exit', () => alive.delete(child));
}
