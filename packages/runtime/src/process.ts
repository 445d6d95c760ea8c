import { printable } from '@steadfast/records';
import { messageOf, UsageError } from './errors.ts';

/**
 * The environment variable that makes programs ignore SIGHUP. A program cannot tell by itself that `nohup` started it,
 * because Node.js resets ignored signals at start; `bin/steadfast` can, and sets the variable.
 */
const IGNORE_HANGUP = 'STEADFAST_NOHUP';

/**
 * Ignores errors of writing to a terminal that was closed, so that they cannot end the process before it has stopped.
 * Others, such as that of a closed pipe, are for the program's own listener; without one they end the process.
 */
function ignoreClosedTerminal(output: NodeJS.WriteStream): void {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EIO' && output.listenerCount('error') === 1) throw error;
  });
}

/**
 * Returns a signal that aborts on the first SIGTERM, SIGINT or SIGHUP. A second SIGTERM or SIGINT exits with code 1
 * immediately; a second SIGHUP does not, because a terminal that closes and its shell both send one.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(name);
    });
  }
  for (const output of [process.stdout, process.stderr]) ignoreClosedTerminal(output);
  process.on('SIGHUP', () => {
    if (!process.env[IGNORE_HANGUP]) controller.abort('SIGHUP');
  });
  return controller.signal;
}

/** Returns a signal that aborts when nobody reads standard output any more: `head` has ended, or a terminal closed. */
export function closedOutputSignal(): AbortSignal {
  const controller = new AbortController();
  process.stdout.on('error', () => controller.abort());
  return controller.signal;
}

/** Runs a program's main function. Sets the exit code: 0 on success, 1 on failure, 2 on a usage error. */
export async function runMain(main: (argv: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    const text = error instanceof UsageError ? error.message : `failed: ${messageOf(error)}`;
    // The text may quote names that come from outside; it may have several lines.
    process.stderr.write(`${text.split('\n').map(printable).join('\n')}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
