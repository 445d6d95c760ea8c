import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@steadfast/runtime';
import type { MongodSearch } from './mongod-binary.ts';
import { runCommand } from './run-command.ts';

/** The version to download: old enough to be built for every common system, new enough to be supported. */
const VERSION = '7.0.14';

/** A download that makes no progress for so long is given up: most likely there is no internet. */
const STALL_MS = 10_000;

/** A download that does make progress gets a quarter of an hour: 80 MB at 0.7 Mbit/s. */
const DOWNLOAD_TIMEOUT_MS = 900_000;

/** How often progress is looked for. */
const PROGRESS_CHECK_MS = 500;

/** A failed download is not tried again for a day: on a machine without internet each try may cost the stall time. */
const FORGET_FAILURE_MS = 24 * 3_600_000;

const DOWNLOAD_PROGRAM = fileURLToPath(new URL('./memory-server-download.ts', import.meta.url));

async function totalSize(folder: string): Promise<number> {
  const sizes = await Promise.all(
    (await readdir(folder)).map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A signal that aborts when the files in a folder have not changed their size for the stall time. */
function stallSignal(folder: string): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  let lastSize = 0;
  let lastProgressAt = performance.now();
  const check = async (): Promise<void> => {
    const size = await totalSize(folder);
    if (size !== lastSize) [lastSize, lastProgressAt] = [size, performance.now()];
    if (performance.now() - lastProgressAt > STALL_MS)
      controller.abort(new Error(`the download made no progress for ${STALL_MS / 1_000} s: is there no internet?`));
  };
  const timer = setInterval(() => void check().catch(() => undefined), PROGRESS_CHECK_MS);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}

/** Why the last download failed, if that was within a day. */
async function rememberedFailure(file: string): Promise<string | undefined> {
  try {
    const { at, reason } = JSON.parse(await readFile(file, 'utf8')) as { at: number; reason: string };
    const age = Date.now() - at;
    if (age >= 0 && age < FORGET_FAILURE_MS) return reason;
  } catch {
    // No failure is remembered, or nothing that can be read: then it is tried.
  }
  return undefined;
}

/**
 * Gives the mongod that mongodb-memory-server-core finds, or downloads into `folder`.
 * @throws {Error} saying why it cannot be had; within a day after a failure it does not try again
 */
export async function findByMemoryServer({ folder, report, signal }: MongodSearch): Promise<string> {
  const failureFile = join(folder, 'mongod-download-failed.json');
  const remembered = await rememberedFailure(failureFile);
  if (remembered !== undefined)
    throw new Error(`${remembered} (remembered for a day; delete ${failureFile} to try again)`);
  const downloads = join(folder, 'mongodb-binaries');
  await mkdir(downloads, { recursive: true });
  report(`MongoDB: looking for version ${VERSION} to download (once)`);
  const stall = stallSignal(downloads);
  try {
    const output = await runCommand(process.execPath, [DOWNLOAD_PROGRAM, VERSION, downloads], {
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
      signal: AbortSignal.any(signal === undefined ? [stall.signal] : [stall.signal, signal]),
      environment: {
        MONGOMS_MAX_RETRIES: '1',
        // Without it the package accepts any certificate.
        npm_config_strict_ssl: process.env['npm_config_strict_ssl'] ?? 'true',
      },
    });
    return output.trimEnd().split('\n').at(-1) ?? '';
  } catch (error) {
    signal?.throwIfAborted();
    await writeFile(failureFile, `${JSON.stringify({ at: Date.now(), reason: messageOf(error) })}\n`);
    throw error;
  } finally {
    stall.stop();
  }
}
