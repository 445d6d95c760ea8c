import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { commandLineOf } from '../src/processes/process-table.ts';

const cleanUps = new WeakMap<TestContext, AsyncDisposableStack>();

/** Runs an action when the test has ended. Actions run in reverse order. */
export function defer(context: TestContext, action: () => unknown): void {
  let stack = cleanUps.get(context);
  if (stack === undefined) {
    const created = new AsyncDisposableStack();
    cleanUps.set(context, (stack = created));
    context.after(() => created.disposeAsync());
  }
  stack.defer(async () => void (await action()));
}

/** Creates a folder that is removed when the test has ended. */
export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steadfast-cluster-'));
  defer(context, () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Returns whether a process exists and is not a zombie, which has no command line. */
export function isAlive(pid: number | undefined): boolean {
  return pid !== undefined && commandLineOf(pid) !== '';
}
