import { messageOf, UsageError } from './errors.ts';

/** A signal that aborts at the first SIGTERM or SIGINT; the second ends the process at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(name);
    });
  }
  return controller.signal;
}

/** Runs a program's main function: its exit code is 0 when done, 1 when it failed, 2 when it was called wrongly. */
export async function runMain(main: (argv: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof UsageError ? error.message : `failed: ${messageOf(error)}`}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/** Milliseconds on a clock that never jumps, since an arbitrary moment. */
export function monotonicMs(): number {
  return performance.now();
}
