import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { movePlaces, PAGE_FILE } from '@steadfast/report';
import { UsageError } from '@steadfast/runtime';
import { placeOfRunFile, placesOfSource, REQUIRED } from './layout.ts';
import { README_FILE, readmeText } from './readme.ts';
import { isSecret, withoutCredentials } from './secrets.ts';
import { listSources } from './source-files.ts';

/** One file of the submission. */
export interface Item {
  /** Its path there. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}

/** What is read first stands first. */
const FIRST = [README_FILE, PAGE_FILE];

function rank({ path }: Item): number {
  return FIRST.includes(path) ? FIRST.indexOf(path) : FIRST.length;
}

function inOrder(one: Item, other: Item): number {
  return rank(one) - rank(other) || (one.path < other.path ? -1 : Number(one.path > other.path));
}

function textItem(path: string, text: string): Item {
  return {
    path,
    content: Buffer.from(withoutCredentials(text)),
    executable: false,
  };
}

/** A source under each of its paths; nothing when it is secret, or no longer there. */
async function sourceItems(root: string, path: string): Promise<Item[]> {
  if (isSecret(path)) return [];
  const found = await lstat(join(root, path)).catch(() => undefined);
  if (found?.isFile() !== true) return [];
  const content = await readFile(join(root, path));
  const executable = (found.mode & 0o100) !== 0;
  return placesOfSource(path).map((place) => ({ path: place, content, executable }));
}

async function runItem(run: string, file: string): Promise<Item[]> {
  const path = placeOfRunFile(file);
  if (path === undefined || isSecret(file)) return [];
  const text = await readFile(join(run, file), 'utf8');
  return [textItem(path, file === PAGE_FILE ? movePlaces(text, (moved) => placeOfRunFile(moved) ?? moved) : text)];
}

/** @throws {UsageError} when there is no such folder, or the run in it was not brought to its end */
async function filesOfRun(run: string): Promise<string[]> {
  const entries = await readdir(run, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) throw new UsageError(`${run} is not a folder. Name the folder of a run with --run.`);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(run, sep).length).split(sep).join('/'));
  const missing = REQUIRED.filter((file) => !files.includes(file));
  if (missing.length > 0)
    throw new UsageError(`${run} does not hold a finished run: ${missing.join(', ')} is missing.`);
  return files;
}

/**
 * Gathers everything that belongs into the submission of a run, in the order in which it is to stand there. Nothing in
 * it is secret.
 * @throws {UsageError} when the folder does not hold a finished run; {Error} when a file cannot be read
 */
export async function gatherItems(run: string, root: string): Promise<Item[]> {
  const ofRun = await Promise.all((await filesOfRun(run)).map((file) => runItem(run, file)));
  const ofSource = await Promise.all((await listSources(root)).map((path) => sourceItems(root, path)));
  const [summary = ''] = (await readFile(join(run, 'verdict.txt'), 'utf8')).split('\n', 1);
  return [textItem(README_FILE, readmeText(summary)), ...ofRun.flat(), ...ofSource.flat()].sort(inOrder);
}
