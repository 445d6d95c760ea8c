import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** No command used here takes longer, even on a busy machine; the engine is stuck. */
const TIMEOUT_MS = 60_000;

/** The output of a docker command. */
export interface DockerOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** A docker command failed. */
export class DockerError extends Error {
  override readonly name = 'DockerError';
  /** The exit code; null if the command was killed, as it is after the timeout. */
  readonly code: number | null;
  readonly output: DockerOutput;

  constructor(parameters: readonly string[], code: number | null, output: DockerOutput) {
    super(
      `docker ${parameters[0]} failed (${code === null ? 'no exit code' : `exit code ${code}`}): ${output.stderr.trim()}`,
    );
    this.code = code;
    this.output = output;
  }
}

/**
 * Runs a docker command. It is detached from the terminal, so that Ctrl-C does not interrupt it halfway.
 * @throws {DockerError} when it fails
 */
export async function docker(...parameters: readonly string[]): Promise<DockerOutput> {
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child = spawn('docker', parameters, { detached: true, stdio, timeout: TIMEOUT_MS });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new DockerError(parameters, code as number | null, { stdout, stderr });
  return { stdout, stderr };
}

/**
 * Runs a docker command, and returns the lines of its output.
 * @throws {DockerError} when it fails
 */
export async function dockerLines(...parameters: readonly string[]): Promise<string[]> {
  return (await docker(...parameters)).stdout.split('\n').filter((line) => line !== '');
}
