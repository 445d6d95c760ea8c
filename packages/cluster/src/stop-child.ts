import type { Child } from './child.ts';

/** Ends a child with SIGTERM, or with SIGKILL when it has not ended after so many milliseconds; resolves when it has. */
export async function stopChild(child: Child, timeoutMs: number): Promise<void> {
  if (!child.alive) return;
  const { exited } = child;
  // A frozen process takes no SIGTERM before it goes on.
  child.kill('SIGTERM');
  child.kill('SIGCONT');
  const force = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  await exited;
  clearTimeout(force);
}
