import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { commandLineOf } from '../src/process-table.ts';

const cleanUps = new WeakMap<TestContext, AsyncDisposableStack>();

/** Does something when the test has ended; what was asked for last comes first. */
export function afterwards(context: TestContext, action: () => unknown): void {
  let stack = cleanUps.get(context);
  if (stack === undefined) {
    const made = new AsyncDisposableStack();
    cleanUps.set(context, (stack = made));
    context.after(() => made.disposeAsync());
  }
  stack.defer(async () => void (await action()));
}

/** Makes a folder that is removed when the test has ended. */
export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steadfast-cluster-'));
  afterwards(context, () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Waits until a condition holds; after a minute the test fails, and says what it waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await sleep(5);
  }
}

/** True while there is a process of that id which is not merely waiting for its parent to take note of its end. */
export function isAlive(pid: number | undefined): boolean {
  return pid !== undefined && commandLineOf(pid) !== '';
}
