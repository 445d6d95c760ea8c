import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@steadfast/runtime';
import { runCommand } from '../processes/run-command.ts';
import type { MongodSearch } from './mongod-source.ts';

/** The version to download: old enough to be built for every common system, new enough to be supported. */
const VERSION = '7.0.14';

/** A download that makes no progress for this long is cancelled: most likely there is no internet access. */
const STALL_TIMEOUT_MS = 10_000;

/** Enough for 80 MB at 0.7 Mbit/s, as long as the download makes progress. */
const DOWNLOAD_TIMEOUT_MS = 900_000;

/** How often to check for progress: often enough to measure the stall time to within five percent. */
const PROGRESS_CHECK_MS = 500;

/** How long a failure is remembered: without internet access, each attempt may take the full stall timeout. */
const FAILURE_TTL_MS = 24 * 3_600_000;

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

/** Returns a signal that aborts when the total size of the files in a folder has not changed for the stall timeout. */
function stallSignal(folder: string): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  let lastSize = 0;
  let lastProgressAt = performance.now();
  const check = async (): Promise<void> => {
    const size = await totalSize(folder);
    if (size !== lastSize) [lastSize, lastProgressAt] = [size, performance.now()];
    if (performance.now() - lastProgressAt > STALL_TIMEOUT_MS)
      controller.abort(
        new Error(`the download made no progress for ${STALL_TIMEOUT_MS / 1_000} s; is there internet access?`),
      );
  };
  const timer = setInterval(() => void check().catch(() => undefined), PROGRESS_CHECK_MS);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}

/** Returns why the last download failed, if that was less than a day ago. */
async function readRecentFailure(file: string): Promise<string | undefined> {
  try {
    const { at, reason } = JSON.parse(await readFile(file, 'utf8')) as { at: number; reason: string };
    const age = Date.now() - at;
    if (age >= 0 && age < FAILURE_TTL_MS) return reason;
  } catch {
    // No failure is recorded, or the record is unreadable: try the download.
  }
  return undefined;
}

/**
 * Returns the mongod that mongodb-memory-server-core finds, or downloads into `folder`.
 * @throws {Error} if there is none; for a day after a failure it throws without trying again
 */
export async function findByMemoryServer({ folder, report, signal }: MongodSearch): Promise<string> {
  const failureFile = join(folder, 'mongod-download-failed.json');
  const failure = await readRecentFailure(failureFile);
  if (failure !== undefined)
    throw new Error(`${failure} (not retried for a day after a failure; delete ${failureFile} to retry now)`);
  const downloads = join(folder, 'mongodb-binaries');
  await mkdir(downloads, { recursive: true });
  report(`MongoDB: downloading version ${VERSION} (only once)`);
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
