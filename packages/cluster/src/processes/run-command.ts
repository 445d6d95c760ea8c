import { execFile } from 'node:child_process';
import { messageOf } from '@steadfast/runtime';

/** How to run a command. */
export interface RunOptions {
  /** The command is killed if it takes longer than this, in milliseconds. */
  readonly timeoutMs: number;
  /** The command is killed when this signal aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Environment variables in addition to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The last lines of an output usually say what went wrong. */
const MAX_LINES = 3;

/** Returns the last few non-empty lines, joined into one. */
export function lastLines(text: string): string {
  return text
    .split(/\r?\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-MAX_LINES)
    .join(' / ');
}

/**
 * Runs a command to completion and returns its standard output.
 * @throws {Error} with the end of the output, if the command cannot be started, fails, is aborted or takes too long
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
        else if (error.code === 'ENOENT') reject(new Error(`${command} not found`));
        else if (error.killed === true) reject(new Error(`${command} took longer than ${timeoutMs / 1_000} s`));
        else reject(new Error(`${command} failed: ${lastLines(stderr) || lastLines(stdout) || error.message}`));
      },
    );
  });
}
