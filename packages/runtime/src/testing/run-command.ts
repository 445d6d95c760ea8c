import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** How to run a command. */
export interface RunCommandOptions {
  /** The command and all that it started are killed after this time, in milliseconds. */
  readonly timeoutMs: number;
  readonly cwd?: string;
  /** Environment variables in addition to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a command ended, and what it printed. */
export interface CommandResult {
  /** The exit code; null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to completion, whatever its exit code, without standard input. It gets a process group of its own, which is
 * killed as a whole at the deadline: a child that survived its parent would keep the pipes open, and the test waiting.
 * @throws {Error} with all of the output if it cannot be started or takes too long
 */
export async function runCommand(
  command: string,
  parameters: readonly string[],
  { timeoutMs, cwd, environment }: RunCommandOptions,
): Promise<CommandResult> {
  const env = { ...process.env, ...environment };
  const child = spawn(command, parameters, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  try {
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    if (late)
      throw new Error(`${command} ${parameters.join(' ')} took longer than ${timeoutMs} ms:\n${stdout}${stderr}`);
    return { code: code as number | null, stdout, stderr };
  } finally {
    clearTimeout(deadline);
  }
}

/**
 * Runs a command that must succeed, and returns its standard output.
 * @throws {Error} with all of the output if it cannot be started, fails or takes too long
 */
export async function outputOf(
  command: string,
  parameters: readonly string[],
  options: RunCommandOptions,
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(command, parameters, options);
  if (code !== 0) throw new Error(`${command} ${parameters.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
