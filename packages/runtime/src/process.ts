import { messageOf, UsageError } from './errors.ts';

/** Returns a signal that aborts on the first SIGTERM or SIGINT. The second one exits with code 1 immediately. */
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

/** Runs a program's main function. Sets the exit code: 0 on success, 1 on failure, 2 on a usage error. */
export async function runMain(main: (argv: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof UsageError ? error.message : `failed: ${messageOf(error)}`}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
