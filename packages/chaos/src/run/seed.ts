import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTasksBefore } from '@steadfast/checker';
import { createChild, describeExit } from '@steadfast/cluster';
import { formatSeededLine, SEEDED_FILE } from '@steadfast/records';
import type { OpenDatabase } from './database.ts';
import { writeFileAtomically } from './write-file.ts';

const SEED_PROGRAM = fileURLToPath(new URL('../../../seed/src/main.ts', import.meta.url));

/** Which tasks to insert. */
export interface SeedProgramOptions {
  readonly tasks: number;
  /** In seconds. */
  readonly minSleep: number;
  /** In seconds. */
  readonly maxSleep: number;
  readonly randomSeed: number;
}

/**
 * Runs the seed program, and returns the last line of its output.
 * @throws {Error} when it fails, with its output
 */
export async function runSeedProgram(
  mongoUrl: string,
  directory: string,
  { tasks, minSleep, maxSleep, randomSeed }: SeedProgramOptions,
  signal: AbortSignal,
): Promise<string> {
  const outputFile = join(directory, 'seed.out');
  const sleeps = ['--min-sleep', `${minSleep}`, '--max-sleep', `${maxSleep}`];
  const child = createChild({
    command: process.execPath,
    arguments: [SEED_PROGRAM, '--count', `${tasks}`, ...sleeps, '--random-seed', `${randomSeed}`],
    outputFile,
    environment: { STEADFAST_MONGO_URL: mongoUrl },
  });
  child.start();
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  const { exit } = await child.exited;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const output = (await readFile(outputFile, 'utf8')).trim().replace(/^failed: /, '');
  if (exit?.kind === 'code' && exit.code === 0) return output.split('\n').at(-1) ?? '';
  throw new Error(`the seed program failed (${exit === undefined ? 'no exit' : describeExit(exit)}): ${output}`);
}

/**
 * Records the tasks as they were seeded, before any master has seen them, in the run folder. Returns how long each task
 * sleeps, in seconds, by task id.
 */
export async function recordSeededTasks({ tasks }: OpenDatabase, directory: string): Promise<Map<string, number>> {
  const sleeptimes = new Map<string, number>();
  const lines: string[] = [];
  const documents = await tasks.find().sort({ _id: 1 }).toArray();
  for (const { _id, taskname, sleeptime } of documents) {
    const taskId = String(_id);
    sleeptimes.set(taskId, Number(sleeptime));
    lines.push(`${formatSeededLine({ taskId, taskname, sleeptime: Number(sleeptime) })}\n`);
  }
  await writeFileAtomically(join(directory, SEEDED_FILE), lines.join(''));
  await writeTasksBefore(documents, directory);
  return sleeptimes;
}
