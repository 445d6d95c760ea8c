import { stat } from 'node:fs/promises';
import { messageOf, parseCommandLine, runMain, UsageError } from '@steadfast/runtime';
import { collectEvidence } from './collect.ts';
import type { Evidence } from './evidence.ts';
import { PARTIAL_RUN, QUIET_RUN, RUN_WITH_KILLS, type Expectations } from './expectations.ts';
import { checkRun } from './judge.ts';
import { renderVerdict } from './report.ts';
import { writeEntries } from './entries-text.ts';

const EXPECTATIONS: Record<'kills' | 'none' | 'anything', Expectations> = {
  kills: RUN_WITH_KILLS,
  none: QUIET_RUN,
  anything: PARTIAL_RUN,
};

const OPTIONS = {
  'mongo-url': { type: 'string', demandOption: true, describe: 'the database of the run', requiresArg: true },
  directory: {
    type: 'string',
    demandOption: true,
    describe: 'the folder with the logs (*.log), the journals (*.journal.jsonl) and chaos.jsonl',
    requiresArg: true,
  },
  expect: {
    choices: ['kills', 'none', 'anything'],
    default: 'kills',
    describe: 'what must have happened: kills that mattered, none at all, or anything (the run need not be over)',
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'print the verdict as JSON' },
  'write-entries': {
    type: 'boolean',
    default: false,
    describe: 'write the MongoDB entries as .txt files into the folder',
  },
} as const;

/** Columns where the terminal does not say how many it has. */
const DEFAULT_WIDTH = 110;

/** @throws {UsageError} when there is no such folder or the URL is malformed; {Error} when something cannot be read */
async function collect(mongoUrl: string, directory: string): Promise<Evidence> {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() !== true)
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
      name: 'checker',
      description: 'Decides from the evidence of a run whether everything that is required and promised held.',
      options: OPTIONS,
      examples: [['checker --mongo-url mongodb://127.0.0.1:27017 --directory run', 'judge a run with kills']],
    },
    argv,
  );
  const evidence = await collect(options['mongo-url'], options.directory);
  const verdict = checkRun(evidence, EXPECTATIONS[options.expect]);
  if (options['write-entries']) await writeEntries(evidence, options.directory);
  const colour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  process.stdout.write(
    options.json ? `${JSON.stringify(verdict, null, 2)}\n` : renderVerdict(verdict, { width, colour }),
  );
  if (!verdict.passed) process.exitCode = 1;
});
