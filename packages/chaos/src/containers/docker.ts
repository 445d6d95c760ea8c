import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** An engine that says nothing for so long, in milliseconds, is stuck. */
const PATIENCE_MS = 60_000;

/** What `docker` printed, by channel. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** `docker` failed: how, and what it printed. */
export class DockerError extends Error {
  override readonly name = 'DockerError';
  readonly code: number | null;
  readonly printed: Printed;

  constructor(parameters: readonly string[], code: number | null, printed: Printed) {
    super(`docker ${parameters[0]} failed (${code ?? 'no answer'}): ${printed.stderr.trim()}`);
    this.code = code;
    this.printed = printed;
  }
}

/**
 * Calls `docker`, out of reach of the terminal's Ctrl-C: what has been begun is brought to its end.
 * @throws {DockerError} when it fails
 */
export async function docker(...parameters: readonly string[]): Promise<Printed> {
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child = spawn('docker', parameters, { detached: true, stdio, timeout: PATIENCE_MS });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new DockerError(parameters, code as number | null, { stdout, stderr });
  return { stdout, stderr };
}

/**
 * Calls `docker`; gives the lines that it printed.
 * @throws {DockerError} when it fails
 */
export async function dockerLines(...parameters: readonly string[]): Promise<string[]> {
  return (await docker(...parameters)).stdout.split('\n').filter((line) => line !== '');
}
