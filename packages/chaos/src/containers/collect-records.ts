import { createWriteStream, type WriteStream } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { CHAOS_FILE } from '@steadfast/records';
import { LOG_OPTIONS } from '@steadfast/runtime';
import { openRecord } from '../run/open-record.ts';
import { docker } from './docker.ts';
import type { Project } from './project.ts';

/** What a master or slave writes: its log, and a slave its journal. Nothing else is copied. */
const EXTENSIONS = ['.log', '.journal.jsonl'] as const;

/** Masters and slaves in containers keep as many renamed log files as by default. */
const MAX_RENAMED = LOG_OPTIONS['log-max-files'].default;

/** A week of logs of a busy slave. More than that is not evidence but a full disk. */
const MAX_RECORD_BYTES = 1024 ** 3;

/** Appends a file to a stream; nothing if it does not exist. */
async function appendRecord(path: string, output: WriteStream): Promise<void> {
  const file = await openRecord(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`${path} is not a file that a slave of ours writes: ${error.message}`, { cause: error });
  });
  if (file === undefined) return;
  const { size } = await file.stat();
  if (size > MAX_RECORD_BYTES) {
    await file.close();
    throw new Error(`${path} has ${size} bytes, more than the maximum of ${MAX_RECORD_BYTES}`);
  }
  // It may grow meanwhile, but not beyond its present size here.
  if (size > 0) await pipeline(file.createReadStream({ start: 0, end: size - 1 }), output, { end: false });
  else await file.close();
}

/**
 * Copies the logs and journals of the members, from one folder after the other if a container was replaced. What slaves
 * wrote is not trusted: nothing but regular files of the expected names is read.
 */
export async function copyRecords(recordFolders: Project['recordFolders'], directory: string): Promise<void> {
  for (const [name, folders] of recordFolders)
    for (const extension of EXTENSIONS) {
      if (name.startsWith('master') && extension !== '.log') continue;
      const output = createWriteStream(join(directory, `${name}${extension}`));
      // An error that occurs while nothing waits for the stream is thrown by the next wait.
      output.on('error', () => undefined);
      for (const folder of folders) {
        const path = join(folder, `${name}${extension}`);
        for (let number = MAX_RENAMED; number >= 1; number -= 1) await appendRecord(`${path}.${number}`, output);
        await appendRecord(path, output);
      }
      output.end();
      await finished(output);
    }
}

/**
 * Copies the records of the containers into a run folder: their logs, journals and output, and the chaos record. These
 * include earlier runs on the same database, as does the ledger.
 * @throws {Error} when a file cannot be read or written, or is not one that a master or slave writes
 */
export async function collectRecords(
  { records, recordFolders, containers }: Project,
  directory: string,
): Promise<void> {
  await copyRecords(recordFolders, directory);
  await copyFile(join(records, CHAOS_FILE), join(directory, CHAOS_FILE));
  for (const [name, container] of containers) {
    const { stdout, stderr } = await docker('logs', '--timestamps', container);
    await writeFile(join(directory, `${name}.out`), stdout + stderr);
  }
}
