import { randomInt } from 'node:crypto';
import { checkInteger, checkNumber, parseCommandLine, runMain, stopSignal, UsageError } from '@steadfast/runtime';
import { MAX_SLEEP_SECONDS } from '@steadfast/protocol/limits';
import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';
import { createProgressReporter, formatCount } from './progress.ts';
import { NOTHING_INSERTED, seedTasks, type SeedResult } from './seed-tasks.ts';
import { taskDatabase } from './task-database.ts';
import { wholeMilliseconds } from './task-generator.ts';

/** The size of a collection that a master is designed for. */
const MAX_COUNT = 10_000_000;

const OPTIONS = {
  'mongo-url': { type: 'string', demandOption: true, describe: 'MongoDB connection string', requiresArg: true },
  count: { type: 'number', default: 100, describe: 'number of tasks to insert', requiresArg: true },
  'min-sleep': { type: 'number', default: 1, describe: 'minimum sleep time, in seconds', requiresArg: true },
  'max-sleep': { type: 'number', default: 10, describe: 'maximum sleep time, in seconds', requiresArg: true },
  'random-seed': {
    type: 'number',
    describe: `seed of the random numbers, 0 to ${MAX_RANDOM_SEED}; the same seed generates the same tasks; random by default`,
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'print the result as one JSON object' },
} as const;

async function readOptions(argv: readonly string[]) {
  const values = await parseCommandLine(
    {
      name: 'steadfast-seed',
      description:
        'Insert random tasks into the collection "tasks" of the database that the URL names ("steadfast" if it names\n' +
        'none). Does not need a running master.',
      options: OPTIONS,
      examples: [['$0 --mongo-url mongodb://127.0.0.1:27017/ --count 100', 'insert 100 tasks of 1 to 10 seconds']],
    },
    argv,
  );
  const minSleepSeconds = checkNumber('min-sleep', values['min-sleep'], 0, MAX_SLEEP_SECONDS);
  const maxSleepSeconds = checkNumber('max-sleep', values['max-sleep'], 0, MAX_SLEEP_SECONDS);
  if (minSleepSeconds > maxSleepSeconds) throw new UsageError('--min-sleep must not be greater than --max-sleep');
  const { minMs, maxMs } = wholeMilliseconds(minSleepSeconds, maxSleepSeconds);
  if (minMs > maxMs) throw new UsageError('there is no whole millisecond between --min-sleep and --max-sleep');
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

/** Describes the result in one or two lines. */
function describeResult(result: SeedResult, count: number, randomSeed: number, database: string): string {
  const { inserted, redrawnNames, totalSleepSeconds } = result;
  const lines = [];
  if (redrawnNames > 0)
    lines.push(
      `${formatCount(redrawnNames)} names were in use already and were replaced (was this random seed used before?)`,
    );
  const tasks = inserted < count ? `stopped: ${formatCount(inserted)} of ${formatCount(count)}` : formatCount(inserted);
  const sleep = totalSleepSeconds.toFixed(3);
  lines.push(`${tasks} tasks inserted into ${database}, random seed ${randomSeed}, total sleep time ${sleep} s`);
  return lines.join('\n');
}

await runMain(async (argv) => {
  const { url, json, ...options } = await readOptions(argv);
  const { count, randomSeed } = options;
  const signal = stopSignal();
  await using database = taskDatabase(url);
  const { collection, description } = database;
  const connected = await database.connect(signal);
  const progress = createProgressReporter(process.stderr, count);
  const result = connected
    ? await seedTasks({ ...options, collection, signal, onProgress: progress.update }).finally(progress.end)
    : NOTHING_INSERTED;
  const stopped = result.inserted < count;
  const text = json
    ? JSON.stringify({ ...result, randomSeed, database: description, stopped })
    : describeResult(result, count, randomSeed, description);
  // After Ctrl-C, a pending connection attempt would keep the process alive for seconds.
  process.stdout.write(`${text}\n`, () => void (connected || process.exit()));
});
