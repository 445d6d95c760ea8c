import { readFileSync } from 'node:fs';
import { createChild, type Program } from '@steadfast/cluster';
import { waitUntil } from '@steadfast/runtime/testing';
import type { SystemServer } from '../system.ts';
import { killTree } from './kill-tree.ts';

/** Recovery after SIGKILL takes a second or two; on a busy disk it takes longer. */
const START_TIMEOUT_MS = 60_000;

const POLL_MS = 20;

/** The last characters of a server's output usually say why it exited. */
const OUTPUT_CHARACTERS = 500;

/** How to run a server. */
export interface ServerProcessOptions extends Pick<SystemServer, 'name' | 'role'> {
  readonly program: Program & { readonly outputFile: string };
  /** Returns whether the server accepts requests. */
  readonly isReady: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** A server that can be stopped. */
export interface ServerProcess extends SystemServer {
  /** Kills it. The files of a run are removed afterwards, so there is nothing to save. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server; resolves when it accepts requests.
 * @throws {Error} with the end of its output if it exits or takes too long
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { name, role, program, isReady, signal } = options;
  const child = createChild(program);
  const start = async (): Promise<void> => {
    child.start();
    const ready = async (): Promise<boolean> => {
      if (child.alive) return isReady();
      throw new Error(`${name} exited: ${readFileSync(program.outputFile, 'utf8').trim().slice(-OUTPUT_CHARACTERS)}`);
    };
    await waitUntil(`${name} accepts requests`, ready, { timeoutMs: START_TIMEOUT_MS, pollMs: POLL_MS, signal });
  };
  const stop = (): Promise<void> => killTree(child);
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name,
    role,
    get pid() {
      return child.pid;
    },
    killAndRestart: async () => {
      await killTree(child);
      await start();
    },
    stop,
  };
}
