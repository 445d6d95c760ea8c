import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { relinkFiles, PAGE_FILE } from '@steadfast/report';
import { UsageError } from '@steadfast/runtime';
import { VERDICT_FILE } from '../run/run-folders.ts';
import { REQUIRED_FILES, runFilePath, sourcePaths } from './layout.ts';
import { README_FILE, readmeText } from './readme.ts';
import { isSecret, redactCredentials } from './secrets.ts';
import { listSources } from './source-files.ts';

/** A file of the submission. */
export interface SubmissionFile {
  /** Its path in the submission. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}

/** The files that a reader should open first come first. */
const FIRST = [README_FILE, PAGE_FILE];

function rank({ path }: SubmissionFile): number {
  return FIRST.includes(path) ? FIRST.indexOf(path) : FIRST.length;
}

function compareFiles(one: SubmissionFile, other: SubmissionFile): number {
  return rank(one) - rank(other) || (one.path < other.path ? -1 : Number(one.path > other.path));
}

function textFile(path: string, text: string): SubmissionFile {
  return {
    path,
    content: Buffer.from(redactCredentials(text)),
    executable: false,
  };
}

/** Returns a source under each of its paths; nothing if it is secret or does not exist any more. */
async function sourceFiles(root: string, path: string): Promise<SubmissionFile[]> {
  if (isSecret(path)) return [];
  const found = await lstat(join(root, path)).catch(() => undefined);
  if (found?.isFile() !== true) return [];
  const content = await readFile(join(root, path));
  const executable = (found.mode & 0o100) !== 0;
  return sourcePaths(path).map((target) => ({ path: target, content, executable }));
}

async function runFiles(run: string, file: string): Promise<SubmissionFile[]> {
  const path = runFilePath(file);
  if (path === undefined || isSecret(file)) return [];
  const text = await readFile(join(run, file), 'utf8');
  return [textFile(path, file === PAGE_FILE ? relinkFiles(text, (linked) => runFilePath(linked) ?? linked) : text)];
}

/** @throws {UsageError} when there is no such folder, or its run is not finished */
async function listRunFiles(run: string): Promise<string[]> {
  const entries = await readdir(run, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) throw new UsageError(`${run} is not a folder. Specify the folder of a run with --run.`);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(run, sep).length).split(sep).join('/'));
  const missing = REQUIRED_FILES.filter((file) => !files.includes(file));
  if (missing.length > 0)
    throw new UsageError(`${run} does not contain a finished run: ${missing.join(', ')} is missing.`);
  return files;
}

/**
 * Collects the files of the submission of a run, in their order there, without secrets and credentials.
 * @throws {UsageError} when the folder does not contain a finished run; {Error} when a file cannot be read
 */
export async function collectFiles(run: string, root: string): Promise<SubmissionFile[]> {
  const ofRun = await Promise.all((await listRunFiles(run)).map((file) => runFiles(run, file)));
  const ofSource = await Promise.all((await listSources(root)).map((path) => sourceFiles(root, path)));
  const [summary = ''] = (await readFile(join(run, VERDICT_FILE), 'utf8')).split('\n\n', 1);
  return [textFile(README_FILE, readmeText(summary)), ...ofRun.flat(), ...ofSource.flat()].sort(compareFiles);
}
