import { stat } from 'node:fs/promises';
import { MongoClient } from 'mongodb';
import { UsageError, checkMongoUrl, messageOf, parseCommandLine, runMain } from '@steadfast/runtime';
import { checkRun } from './check-run.ts';
import { collectEvidence } from './evidence/collect.ts';
import { ENTRY_FILES } from './evidence/entries/entry-files.ts';
import { missingEntryFiles } from './evidence/entries/read-entries.ts';
import { writeEntries } from './evidence/entries/write-entries.ts';
import { layoutOf } from './evidence/folder-layout.ts';
import type { Evidence } from './evidence/evidence.ts';
import { readRunFile, type RunDescription } from './evidence/run-file.ts';
import { PARTIAL_RUN, QUIET_RUN, RUN_WITH_KILLS, type Expectations } from './expectations.ts';
import { renderProblems, renderVerdict } from './render-verdict.ts';
import { formatSummary } from './run-summary.ts';
import { wrapText } from './wrap-text.ts';

const EXPECTATIONS: Record<'kills' | 'none' | 'anything', Expectations> = {
  kills: RUN_WITH_KILLS,
  none: QUIET_RUN,
  anything: PARTIAL_RUN,
};

const OPTIONS = {
  directory: {
    type: 'string',
    describe: 'folder of the run, with the logs (*.log), the journals (*.journal.jsonl) and chaos.jsonl',
    requiresArg: true,
  },
  'mongo-url': {
    type: 'string',
    describe: `URL of the database of the run; not needed for a folder with its entries in ${ENTRY_FILES.tasks} and ${ENTRY_FILES.ledger}`,
    requiresArg: true,
  },
  expect: {
    choices: ['kills', 'none', 'anything'],
    describe:
      'what must have happened: kills while tasks ran, no faults, or anything (the run may still be in progress); by default what run.json in the folder says, or kills without one',
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'print the verdict as JSON' },
  'write-entries': {
    type: 'boolean',
    default: false,
    describe: 'also write the entries of the database to .txt files in the folder; with --mongo-url',
  },
} as const;

/** Used where standard output is not a terminal. */
const DEFAULT_WIDTH = 110;

/** @throws {UsageError} when the folder does not exist */
async function checkFolder(directory: string | undefined): Promise<string> {
  if (directory === undefined)
    throw new UsageError('name the folder of a run, for example: steadfast-check .steadfast/demo/latest');
  const folder = await stat(directory).catch(() => undefined);
  if (folder?.isDirectory() === true) return directory;
  throw new UsageError(`${directory} is not a folder. Name the folder of the run.`);
}

/**
 * Reads the evidence that the options name.
 * @throws {UsageError} when the URL is malformed, or there are neither a URL nor text files
 * @throws {Error} when the evidence cannot be read
 */
async function readEvidence(directory: string, mongoUrl: string | undefined): Promise<Evidence> {
  if (mongoUrl !== undefined) checkMongoUrl(mongoUrl, (url) => new MongoClient(url));
  const missing = mongoUrl === undefined ? missingEntryFiles(directory) : [];
  if (missing.length > 0)
    throw new UsageError(
      `${directory} is not the folder of a finished run: it has no ${missing.join(' and no ')}. Name its database with --mongo-url.`,
    );
  try {
    return await collectEvidence({ mongoUrl, directory });
  } catch (error) {
    const hint = mongoUrl === undefined ? '' : ' Is MongoDB up, and are the files readable?';
    throw new Error(`cannot read the evidence: ${messageOf(error)}.${hint}`, { cause: error });
  }
}

/**
 * Returns whether the entries are read from files: a folder that has them needs no database, and the environment may name
 * that of another run.
 */
function isSourceFiles(argv: readonly string[], directory: string): boolean {
  return !argv.some((word) => /^--mongo-url(?:=|$)/.test(word)) && missingEntryFiles(directory).length === 0;
}

/** Says where the entries of MongoDB were read from. */
function describeSource(directory: string, mongoUrl: string | undefined): string {
  const { tasks, ledger } = layoutOf(directory);
  const entries = mongoUrl === undefined ? `${tasks} and ${ledger}` : 'the database of --mongo-url';
  return `Evidence in ${directory}; MongoDB entries from ${entries}.`;
}

function expectationsFrom(
  expect: keyof typeof EXPECTATIONS | undefined,
  description: RunDescription | undefined,
): Expectations {
  return expect === undefined ? (description?.expectations ?? RUN_WITH_KILLS) : EXPECTATIONS[expect];
}

// The reader of the output, such as `head`, has closed the pipe.
process.stdout.on('error', () => process.exit());

await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'steadfast-check',
      description:
        'Check the evidence of a run against all requirements and guarantees: a finished one by the files in its folder\n' +
        'alone, any other by its database.',
      options: OPTIONS,
      argument: 'directory',
      examples: [
        ['$0 .steadfast/demo/latest', 'check the last demo again; or an unpacked submission'],
        ['$0 run --mongo-url mongodb://127.0.0.1:27017', 'check a run while its database is up'],
      ],
    },
    argv,
  );
  const { expect, json } = options;
  const directory = await checkFolder(options.directory);
  const mongoUrl = isSourceFiles(argv, directory) ? undefined : options['mongo-url'];
  if (options['write-entries'] && mongoUrl === undefined) throw new UsageError('--write-entries needs --mongo-url');
  const evidence = await readEvidence(directory, mongoUrl);
  const description = await readRunFile(directory);
  const problems = description?.problems ?? [];
  const verdict = checkRun(evidence, expectationsFrom(expect, description));
  const passed = verdict.passed && problems.length === 0;
  if (options['write-entries']) await writeEntries(evidence, directory);
  const colour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  const intro = [describeSource(directory, mongoUrl), formatSummary(verdict.summary)];
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...verdict, passed, problems }, null, 2)}\n`
      : [
          ...intro.flatMap((text) => wrapText(text, width)),
          '',
          renderVerdict(verdict, { width, colour }),
          ...renderProblems(problems, { width, colour }),
        ].join('\n'),
  );
  if (!passed) process.exitCode = 1;
});
