import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const GUARD_PROGRAM = fileURLToPath(new URL('./guard-main.ts', import.meta.url));

/** Starts the guard of a run folder; gives a function that ends it and resolves when it is gone. */
export function startGuard(directory: string): () => Promise<void> {
  const guard = spawn(process.execPath, [GUARD_PROGRAM, directory, `${process.pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // The pipe may break when the guard is killed: then there is none, and nothing else changes.
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  const gone = once(guard, 'exit').catch(() => undefined);
  return async () => {
    guard.stdin.end();
    await gone;
  };
}
