import type { Child } from './child.ts';

/** Stops a child with SIGTERM, and with SIGKILL if it is still alive after `timeoutMs`; resolves when it has exited. */
export async function stopChild(child: Child, timeoutMs: number): Promise<void> {
  if (!child.alive) return;
  const { exited } = child;
  // A frozen process handles SIGTERM only after SIGCONT.
  child.kill('SIGTERM');
  child.kill('SIGCONT');
  const force = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  await exited;
  clearTimeout(force);
}
