import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const REAPER_PROGRAM = fileURLToPath(new URL('./reaper-main.ts', import.meta.url));

/** Starts the reaper of a run folder; returns a function that stops it and resolves when it has exited. */
export function startReaper(directory: string): () => Promise<void> {
  const reaper = spawn(process.execPath, [REAPER_PROGRAM, directory, `${process.pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // The pipe breaks if somebody kills the reaper. The cluster keeps running without one.
  reaper.on('error', () => undefined);
  reaper.stdin.on('error', () => undefined);
  const exited = once(reaper, 'exit').catch(() => undefined);
  return async () => {
    reaper.stdin.end();
    await exited;
  };
}
