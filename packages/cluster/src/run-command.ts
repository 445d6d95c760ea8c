import { execFile } from 'node:child_process';
import { messageOf } from '@steadfast/runtime';

/** How to run a command. */
export interface RunOptions {
  /** It is killed when it takes longer than this, in milliseconds. */
  readonly timeoutMs: number;
  /** It is killed when this aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Environment variables that it gets beside our own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The last lines of an output are the ones that say what went wrong. */
const LAST_LINES = 3;

/** The last few lines that are not empty, joined to one. */
export function lastLines(text: string): string {
  return text
    .split(/\r?\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-LAST_LINES)
    .join(' / ');
}

/**
 * Runs a command to its end and gives its standard output.
 * @throws {Error} when it cannot be started, fails, is aborted or takes too long, with the end of what it printed
 */
export function runCommand(command: string, commandArguments: readonly string[], options: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const { timeoutMs, signal, environment } = options;
    execFile(
      command,
      [...commandArguments],
      { timeout: timeoutMs, killSignal: 'SIGKILL', signal, env: { ...process.env, ...environment } },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (signal?.aborted === true) reject(new Error(messageOf(signal.reason)));
        else if (error.code === 'ENOENT') reject(new Error(`there is no program ${command}`));
        else if (error.killed === true) reject(new Error(`${command} took longer than ${timeoutMs / 1_000} s`));
        else reject(new Error(`${command} failed: ${lastLines(stderr) || lastLines(stdout) || error.message}`));
      },
    );
  });
}
