import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { defineHandler, PermanentError, type HandlerContext } from '@steadfast/slave/handler';

/*
 * Handlers that behave well, and handlers that do not.
 */

interface FileInput {
  readonly file: string;
}

/** Tells a test that the handler is running. */
function writePid(file: string, pid: number | undefined = process.pid): void {
  writeFileSync(file, `${pid}\n`);
}

function block(): never {
  for (;;);
}

function waitForAbort(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve());
  return promise;
}

class NoSuchImage extends PermanentError {}

const leaked: unknown[] = [];

export default [
  defineHandler('echo', ({ input, attempt, taskId, taskname }) => ({ input, attempt, taskId, taskname })),
  defineHandler('pid', () => process.pid),
  defineHandler('nothing', () => undefined),
  defineHandler('null', () => null),
  defineHandler('throw', async ({ input }: HandlerContext<string>) => {
    await delay(1);
    throw new TypeError(input);
  }),
  defineHandler('throw-text', () => {
    // eslint-disable-next-line no-throw-literal, typescript/only-throw-error
    throw 'a text';
  }),
  defineHandler('throw-strange', () => {
    // eslint-disable-next-line no-throw-literal, typescript/only-throw-error
    throw Object.create(null);
  }),
  defineHandler('permanent', () => {
    throw new PermanentError('no such image');
  }),
  defineHandler('permanent-subclass', () => {
    throw new NoSuchImage('no such image');
  }),
  defineHandler('permanent-by-name', () => {
    throw Object.assign(new Error('no such image'), { name: 'PermanentError' });
  }),
  defineHandler('big', ({ input }: HandlerContext<number>) => 'x'.repeat(input)),
  defineHandler('circular', () => {
    const value: Record<string, unknown> = {};
    value['self'] = value;
    return value;
  }),
  defineHandler('dollar', () => ({ $where: 1 })),
  defineHandler('progress', async ({ progress, log }) => {
    for (let step = 0; step <= 1_000; step += 1) progress(step / 1_000, `step ${step}`);
    progress(Number.NaN);
    log('all steps done');
    await delay(150);
    progress(7, 'x'.repeat(1_000));
  }),
  defineHandler('block', ({ input }: HandlerContext<FileInput>) => {
    writePid(input.file);
    block();
  }),
  defineHandler('block-for', ({ input }: HandlerContext<FileInput & { readonly ms: number }>) => {
    writePid(input.file);
    const endMs = performance.now() + input.ms;
    while (performance.now() < endMs);
    return 'done';
  }),
  defineHandler('wait', async ({ input, signal }: HandlerContext<FileInput>) => {
    writePid(input.file);
    await waitForAbort(signal);
    writePid(`${input.file}.aborted`);
    return 'cleaned up';
  }),
  defineHandler('ignore-abort', async ({ input }: HandlerContext<FileInput>) => {
    process.on('SIGTERM', () => writePid(`${input.file}.terminated`));
    writePid(input.file);
    await delay(600_000);
  }),
  defineHandler('grandchild', ({ input }: HandlerContext<FileInput>) => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    writePid(input.file, child.pid);
    block();
  }),
  defineHandler('exit', ({ input }: HandlerContext<number>) => process.exit(input)),
  defineHandler('crash', async () => {
    setImmediate(() => {
      throw new RangeError('nobody catches this');
    });
    await delay(600_000);
  }),
  defineHandler('reject', async () => {
    void Promise.reject(new RangeError('nobody awaits this'));
    await delay(600_000);
  }),
  defineHandler('segfault', async () => {
    process.kill(process.pid, 'SIGSEGV');
    await delay(600_000);
  }),
  defineHandler('leak', () => {
    for (;;) leaked.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
  }),
  defineHandler('leak-buffers', async () => {
    for (;;) {
      leaked.push(Buffer.alloc(10_000_000, 1));
      await delay(1);
    }
  }),
  defineHandler('leak-a-little', ({ input }: HandlerContext<number>) => {
    leaked.push(Array.from({ length: input }, (_, index) => ({ index })));
    return process.pid;
  }),
  defineHandler('print', ({ input }: HandlerContext<number>) => {
    const line = `${'x'.repeat(999)}\n`.repeat(1_000);
    for (let megabytes = 0; megabytes < input; megabytes += 1) process.stdout.write(line);
    console.error('end of output');
    return input;
  }),
];
