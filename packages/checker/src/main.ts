import { stat } from 'node:fs/promises';
import { messageOf, parseCommandLine, runMain, UsageError } from '@steadfast/runtime';
import { collectEvidence } from './evidence/collect.ts';
import type { Evidence } from './evidence/evidence.ts';
import { PARTIAL_RUN, QUIET_RUN, RUN_WITH_KILLS, type Expectations } from './expectations.ts';
import { checkRun } from './check-run.ts';
import { renderVerdict } from './render-verdict.ts';
import { writeEntries } from './evidence/entry-files.ts';

const EXPECTATIONS: Record<'kills' | 'none' | 'anything', Expectations> = {
  kills: RUN_WITH_KILLS,
  none: QUIET_RUN,
  anything: PARTIAL_RUN,
};

const OPTIONS = {
  'mongo-url': {
    type: 'string',
    demandOption: true,
    describe: 'URL of the database of the run',
    requiresArg: true,
  },
  directory: {
    type: 'string',
    demandOption: true,
    describe: 'folder with the logs (*.log), the journals (*.journal.jsonl) and chaos.jsonl',
    requiresArg: true,
  },
  expect: {
    choices: ['kills', 'none', 'anything'],
    default: 'kills',
    describe:
      'what must have happened: kills while tasks ran, no faults, or anything (the run may still be in progress)',
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'print the verdict as JSON' },
  'write-entries': {
    type: 'boolean',
    default: false,
    describe: 'also write the MongoDB entries to .txt files in the folder',
  },
} as const;

/** Used where standard output is not a terminal. */
const DEFAULT_WIDTH = 110;

/**
 * Reads the evidence that the options name.
 * @throws {UsageError} when the folder does not exist or the URL is malformed
 * @throws {Error} when the evidence cannot be read
 */
async function readEvidence(mongoUrl: string, directory: string): Promise<Evidence> {
  const folder = await stat(directory).catch(() => undefined);
  if (folder?.isDirectory() !== true)
    throw new UsageError(`${directory} is not a folder. Name the folder of the run with --directory.`);
  if (!/^mongodb(\+srv)?:\/\//.test(mongoUrl))
    throw new UsageError('--mongo-url must begin with mongodb://, for example mongodb://127.0.0.1:27017/steadfast');
  try {
    return await collectEvidence({ mongoUrl, directory });
  } catch (error) {
    throw new Error(`cannot read the evidence: ${messageOf(error)}. Is MongoDB up, and are the files readable?`, {
      cause: error,
    });
  }
}

await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'steadfast-check',
      description: 'Check the evidence of a run against all requirements and guarantees.',
      options: OPTIONS,
      examples: [['$0 --mongo-url mongodb://127.0.0.1:27017 --directory run', 'check a run with kills']],
    },
    argv,
  );
  const evidence = await readEvidence(options['mongo-url'], options.directory);
  const verdict = checkRun(evidence, EXPECTATIONS[options.expect]);
  if (options['write-entries']) await writeEntries(evidence, options.directory);
  const colour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  process.stdout.write(
    options.json ? `${JSON.stringify(verdict, null, 2)}\n` : renderVerdict(verdict, { width, colour }),
  );
  if (!verdict.passed) process.exitCode = 1;
});
