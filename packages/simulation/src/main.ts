import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { checkInteger, checkNumber, parseCommandLine, runMain, stopSignal, UsageError } from '@steadfast/runtime';
import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';
import { runCampaignCommand } from './campaign/campaign-command.ts';
import { replayWithTranscript, replayAsJson } from './campaign/replay.ts';
import type { CampaignLimits } from './campaign/run-campaign.ts';
import { readPlan } from './campaign/saved-plan.ts';
import { drawPlan } from './random/draw-plan.ts';
import type { Plan } from './random/plan.ts';

const OPTIONS = {
  seconds: { type: 'number', default: 60, describe: 'how long to play worlds', requiresArg: true },
  worlds: { type: 'number', describe: 'stop after so many worlds, however long they take', requiresArg: true },
  from: { type: 'number', describe: 'the first seed [default: drawn at random]', requiresArg: true },
  workers: { type: 'number', describe: 'how many cores to use [default: all]', requiresArg: true },
  seed: {
    type: 'number',
    describe: 'play the world of this seed alone, and tell what happens in it',
    requiresArg: true,
  },
  plan: {
    type: 'string',
    describe: 'play the plan in this file alone, and tell what happens in it',
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'print how it went as JSON' },
} as const;

/** A campaign whose first seed nobody has chosen has so many seeds before it at least. */
const SEEDS_AHEAD = 1_000_000_000;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function checkSeed(option: string, seed: number): number {
  return checkInteger(option, seed, 0, MAX_RANDOM_SEED);
}

type Given = Awaited<ReturnType<typeof parseCommandLine<typeof OPTIONS>>>;

/** @throws {UsageError} when an option is out of bounds */
function limitsOf({ seconds, worlds, from, workers }: Given): CampaignLimits {
  return {
    seconds: checkNumber('seconds', seconds, 0.1, 30 * 86_400),
    worlds: worlds === undefined ? null : checkInteger('worlds', worlds, 1, MAX_RANDOM_SEED),
    from: from === undefined ? randomInt(MAX_RANDOM_SEED - SEEDS_AHEAD) : checkSeed('from', from),
    workers: workers === undefined ? availableParallelism() : checkInteger('workers', workers, 1, 256),
  };
}

/**
 * The one plan that is to be played; null when there are to be many.
 * @throws {UsageError} when it is unclear which, or cannot be read
 */
function planOf({ seed, plan, from, worlds }: Given): Plan | null {
  const alone = seed === undefined ? 'plan' : 'seed';
  const other = Object.entries({ from, worlds, ...(alone === 'seed' ? { plan } : {}) }).find(
    ([, value]) => value !== undefined,
  );
  if (seed === undefined && plan === undefined) return null;
  if (other !== undefined) throw new UsageError(`--${alone} and --${other[0]} cannot be given together`);
  return seed === undefined ? readPlan(plan ?? '') : drawPlan(checkSeed('seed', seed));
}

await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'simulate',
      description: 'Plays worlds in which everything goes wrong, and checks that the scheduler keeps its promises.',
      options: OPTIONS,
      examples: [
        ['simulate --seconds 600', 'play worlds for ten minutes'],
        ['simulate --seed 17', 'tell what happens in the world of seed 17'],
      ],
    },
    argv,
  );
  const { json } = options;
  const limits = limitsOf(options);
  const plan = planOf(options);
  // Who has read enough, as `head` has, is no failure.
  process.stdout.once('error', () => process.exit());
  const well =
    plan === null
      ? await runCampaignCommand(limits, { say: print, screen: process.stderr, json, signal: stopSignal() })
      : (json ? replayAsJson : replayWithTranscript)(plan, print);
  if (!well) process.exitCode = 1;
});
