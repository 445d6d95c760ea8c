import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Logs of a long run, for one. */
const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;

/** An engine that says nothing for so long, in milliseconds, is stuck. */
const PATIENCE_MS = 60_000;

/** What `docker` printed, on both channels, in the order of the channels. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Calls `docker`.
 * @throws {Error} with what it printed, when it fails
 */
export const docker = (...parameters: readonly string[]): Promise<Printed> =>
  run('docker', parameters, { maxBuffer: MOST_OUTPUT_BYTES, timeout: PATIENCE_MS });

/**
 * Calls `docker`; gives the lines that it printed.
 * @throws {Error} with what it printed, when it fails
 */
export const dockerLines = async (...parameters: readonly string[]): Promise<string[]> =>
  (await docker(...parameters)).stdout.split('\n').filter((line) => line !== '');
