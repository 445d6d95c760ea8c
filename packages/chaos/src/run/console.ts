/** The exit code that shells report for a program ended by Ctrl-C: 128 + SIGINT. */
export const INTERRUPTED_EXIT_CODE = 130;

/** Prints a line to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a line as soon as the signal aborts, after the view, which reacts to the same signal, has closed. */
export function announceInterruption(signal: AbortSignal, line: string): void {
  signal.addEventListener('abort', () => void setImmediate(() => print(line)), { once: true });
}
