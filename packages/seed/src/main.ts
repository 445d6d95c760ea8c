import { randomInt } from 'node:crypto';
import { checkInteger, checkNumber, parseCommandLine, runMain, stopSignal, UsageError } from '@steadfast/runtime';
import { MAX_SLEEP_SECONDS } from '@steadfast/protocol/limits';
import { taskDatabase } from './database.ts';
import { wholeMilliseconds } from './draw-tasks.ts';
import { grouped, showProgress } from './progress.ts';
import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';
import { NOTHING, seedTasks, type SeedResult } from './seed-tasks.ts';

/** As many as a master is built to hold in one collection. */
const MAX_COUNT = 10_000_000;

const OPTIONS = {
  'mongo-url': { type: 'string', demandOption: true, describe: 'where MongoDB is', requiresArg: true },
  count: { type: 'number', default: 100, describe: 'how many tasks to insert', requiresArg: true },
  'min-sleep': { type: 'number', default: 1, describe: 'the shortest sleep, in seconds', requiresArg: true },
  'max-sleep': { type: 'number', default: 10, describe: 'the longest sleep, in seconds', requiresArg: true },
  'random-seed': {
    type: 'number',
    describe: `the same number gives the same tasks; 0 to ${MAX_RANDOM_SEED}, drawn unless given`,
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'print the result as one JSON object' },
} as const;

async function readOptions(argv: readonly string[]) {
  const values = await parseCommandLine(
    {
      name: 'seed',
      description:
        'Inserts random tasks into the collection "tasks" of the database that the URL names ("steadfast" where it\n' +
        'names none). Needs no running master.',
      options: OPTIONS,
      examples: [['$0 --mongo-url mongodb://127.0.0.1:27017/ --count 100', 'a hundred tasks of 1 to 10 seconds']],
    },
    argv,
  );
  const minSleepSeconds = checkNumber('min-sleep', values['min-sleep'], 0, MAX_SLEEP_SECONDS);
  const maxSleepSeconds = checkNumber('max-sleep', values['max-sleep'], 0, MAX_SLEEP_SECONDS);
  if (minSleepSeconds > maxSleepSeconds) throw new UsageError('--min-sleep must not be more than --max-sleep');
  const { least, most } = wholeMilliseconds(minSleepSeconds, maxSleepSeconds);
  if (least > most) throw new UsageError('there is no whole millisecond from --min-sleep to --max-sleep');
  return {
    url: values['mongo-url'],
    count: checkInteger('count', values.count, 1, MAX_COUNT),
    minSleepSeconds,
    maxSleepSeconds,
    randomSeed: checkInteger(
      'random-seed',
      values['random-seed'] ?? randomInt(MAX_RANDOM_SEED + 1),
      0,
      MAX_RANDOM_SEED,
    ),
    json: values.json,
  };
}

/** What was done, in lines for people. */
function describeResult(result: SeedResult, count: number, randomSeed: number, database: string): string {
  const { inserted, redrawnNames, totalSleepSeconds } = result;
  const lines = [];
  if (redrawnNames > 0)
    lines.push(
      `${grouped(redrawnNames)} names were in use already, so others were drawn (was this random seed used before?)`,
    );
  const stopped = inserted < count ? `stopped: of ${grouped(count)} tasks, ` : '';
  const sleep = totalSleepSeconds.toFixed(3);
  lines.push(
    `${stopped}${grouped(inserted)} tasks inserted into ${database}, random seed ${randomSeed}, sleeps total ${sleep} s`,
  );
  return lines.join('\n');
}

await runMain(async (argv) => {
  const { url, json, ...options } = await readOptions(argv);
  const { count, randomSeed } = options;
  const signal = stopSignal();
  await using database = taskDatabase(url);
  const { collection, description } = database;
  const connected = await database.connect(signal);
  const progress = showProgress(process.stderr, count);
  const result = connected
    ? await seedTasks({ ...options, collection, signal, onProgress: progress.update }).finally(progress.end)
    : NOTHING;
  const stopped = result.inserted < count;
  const text = json
    ? JSON.stringify({ ...result, randomSeed, database: description, stopped })
    : describeResult(result, count, randomSeed, description);
  // A socket that nobody answers on would hold the process for seconds after Ctrl-C.
  process.stdout.write(`${text}\n`, () => void (connected || process.exit()));
});
