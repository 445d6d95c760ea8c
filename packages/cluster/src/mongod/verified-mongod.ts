import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../processes/run-command.ts';

/** A mongod that is known to run on this machine. */
export interface MongodBinary {
  readonly path: string;
  /** The version that it reports, for example `6.0.5`. */
  readonly version: string;
  /** The name of the source that it came from, for people. */
  readonly source: string;
}

/** A verified mongod, with the size and time of its file: while these are the same, it need not be verified again. */
interface VerifiedMongod extends MongodBinary {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** `mongod --version` takes a few milliseconds; a cold disk may need seconds to load the 140 MB. */
const VERSION_TIMEOUT_MS = 20_000;

function cacheFile(folder: string): string {
  return join(folder, 'mongod.json');
}

/**
 * Verifies a mongod by running it.
 * @throws {Error} if it does not run or does not print a version
 */
export async function verifyMongod(path: string, source: string): Promise<VerifiedMongod> {
  const output = await runCommand(path, ['--version'], { timeoutMs: VERSION_TIMEOUT_MS });
  const version = /db version v(\S+)/.exec(output)?.[1];
  if (version === undefined) throw new Error(`${path} --version does not print the version of a mongod`);
  const { size, mtimeMs } = await stat(path);
  return { path, version, source, sizeBytes: size, modifiedMs: mtimeMs };
}

/** Returns the mongod that an earlier search verified, if its file has not changed since. */
export async function readVerifiedMongod(folder: string): Promise<MongodBinary | undefined> {
  try {
    const verified = JSON.parse(await readFile(cacheFile(folder), 'utf8')) as VerifiedMongod;
    const { size, mtimeMs } = await stat(verified.path);
    return size === verified.sizeBytes && mtimeMs === verified.modifiedMs ? verified : undefined;
  } catch {
    // Nothing was saved, or the mongod is gone: search again.
    return undefined;
  }
}

/** Saves a verified mongod for later searches. The write is atomic, since several searches may run at once. */
export async function saveVerifiedMongod(folder: string, verified: VerifiedMongod): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = `${cacheFile(folder)}.${randomUUID()}`;
  await writeFile(unfinished, `${JSON.stringify(verified)}\n`);
  await rename(unfinished, cacheFile(folder));
}
