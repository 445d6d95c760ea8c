import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { checkInteger, checkNumber, parseCommandLine, runMain, stopSignal, UsageError } from '@steadfast/runtime';
import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';
import { runCampaignCommand } from './campaign/campaign-command.ts';
import type { CampaignLimits } from './campaign/campaign-limits.ts';
import { DRIVER_MODES, planOfSeed } from './campaign/plan-of-seed.ts';
import { replayAsJson, replayWithTranscript } from './campaign/replay.ts';
import { readPlan } from './campaign/saved-plan.ts';
import { print } from './print.ts';
import type { Plan } from './random/plan.ts';

const OPTIONS = {
  seconds: { type: 'number', default: 60, describe: 'how long to run worlds, in seconds', requiresArg: true },
  worlds: { type: 'number', describe: 'run this many worlds, however long they take', requiresArg: true },
  from: { type: 'number', describe: 'first seed [default: random]', requiresArg: true },
  workers: { type: 'number', describe: 'number of threads [default: one per core]', requiresArg: true },
  seed: { type: 'number', describe: 'run only the world of this seed, and print its transcript', requiresArg: true },
  plan: { type: 'string', describe: 'run only the plan in this file, and print its transcript', requiresArg: true },
  drivers: {
    choices: DRIVER_MODES,
    default: 'half',
    describe: 'which worlds run the real drivers around the cores; half: those of even seeds',
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'print the result as JSON' },
} as const;

/** At least this many seeds follow a random first seed: more than any campaign can use. */
const MIN_SEEDS_AFTER_FIRST = 1_000_000_000;

function checkSeed(option: string, seed: number): number {
  return checkInteger(option, seed, 0, MAX_RANDOM_SEED);
}

type SimulateOptions = Awaited<ReturnType<typeof parseCommandLine<typeof OPTIONS>>>;

/** @throws {UsageError} when an option is out of bounds */
function limitsOf({ seconds, worlds, from, workers, drivers }: SimulateOptions): CampaignLimits {
  return {
    seconds: checkNumber('seconds', seconds, 0.1, 30 * 86_400),
    worlds: worlds === undefined ? null : checkInteger('worlds', worlds, 1, MAX_RANDOM_SEED),
    from: from === undefined ? randomInt(MAX_RANDOM_SEED - MIN_SEEDS_AFTER_FIRST) : checkSeed('from', from),
    drivers,
    workers: workers === undefined ? availableParallelism() : checkInteger('workers', workers, 1, 256),
  };
}

/**
 * Returns the single plan to run; null when a campaign is requested.
 * @throws {UsageError} when options contradict each other, or the plan cannot be read
 */
function planOf({ seed, plan, from, worlds, drivers }: SimulateOptions): Plan | null {
  if (seed === undefined && plan === undefined) return null;
  const option = seed === undefined ? 'plan' : 'seed';
  const conflict = Object.entries({ from, worlds, ...(option === 'seed' ? { plan } : {}) }).find(
    ([, value]) => value !== undefined,
  );
  if (conflict !== undefined) throw new UsageError(`--${option} and --${conflict[0]} cannot be given together`);
  return seed === undefined ? readPlan(plan ?? '') : planOfSeed(checkSeed('seed', seed), drivers);
}

await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'simulate',
      description: 'Runs simulated worlds full of faults, and checks that the scheduler keeps its promises in each.',
      options: OPTIONS,
      examples: [
        ['simulate --seconds 600', 'run worlds for ten minutes'],
        ['simulate --seed 17', 'print what happens in the world of seed 17'],
      ],
    },
    argv,
  );
  const { json } = options;
  const limits = limitsOf(options);
  const plan = planOf(options);
  // A reader such as `head` closes the pipe early; that is not a failure.
  process.stdout.once('error', () => process.exit());
  const succeeded =
    plan === null
      ? await runCampaignCommand(limits, { print, screen: process.stderr, json, signal: stopSignal() })
      : (json ? replayAsJson : replayWithTranscript)(plan, print);
  if (!succeeded) process.exitCode = 1;
});
