import { checkInteger, checkNumber, parseCommandLine, runMain, UsageError } from '@steadfast/runtime';
import { discard, print, type Print } from '../print.ts';
import { MUTANTS } from './catalogue/catalogue.ts';
import type { Mutant } from './mutant.ts';
import { controlLine, isClean, resultLine, summaryLines, worldsName, type MutantResult } from './report.ts';
import { huntingGroundOf, runMutant, runMutants, type MutantLimits, type MutantOutcome } from './run-mutant.ts';

const OPTIONS = {
  only: { type: 'string', describe: 'run only these mutants, separated by commas', requiresArg: true },
  seconds: { type: 'number', default: 60, describe: 'maximum time per mutant, in seconds', requiresArg: true },
  worlds: { type: 'number', default: 100_000, describe: 'maximum number of worlds per mutant', requiresArg: true },
  workers: { type: 'number', default: 2, describe: 'number of mutants to run concurrently', requiresArg: true },
  'skip-control': { type: 'boolean', default: false, describe: 'skip the control run of the unmodified code' },
  json: { type: 'boolean', default: false, describe: 'print the results as JSON' },
} as const;

/** @throws {UsageError} when a name is not that of a mutant */
function selectMutants(only: string | undefined): readonly Mutant[] {
  if (only === undefined) return MUTANTS;
  const names = new Set(only.split(','));
  const unknown = [...names].filter((name) => !MUTANTS.some((mutant) => mutant.name === name));
  if (unknown.length > 0) throw new UsageError(`--only: no such mutant: ${unknown.join(', ')}`);
  return MUTANTS.filter(({ name }) => names.has(name));
}

/** The outcomes of the control runs, by the name of the worlds. */
type Controls = ReadonlyMap<string, MutantOutcome>;

/** Runs the unmodified code in all worlds that the mutants are hunted in. */
async function runControls(mutants: readonly Mutant[], limits: MutantLimits, printLine: Print): Promise<Controls> {
  const grounds = new Map(mutants.map(huntingGroundOf).map((ground) => [worldsName(ground), ground]));
  const controls = new Map<string, MutantOutcome>();
  for (const [name, ground] of grounds) {
    const outcome = await runMutant({ mutant: null, ...ground, ...limits });
    printLine(controlLine(name, outcome));
    controls.set(name, outcome);
  }
  return controls;
}

async function runAll(
  mutants: readonly Mutant[],
  limitsOf: (mutant: Mutant) => MutantLimits,
  concurrency: number,
  printLine: Print,
): Promise<readonly MutantResult[]> {
  const results: MutantResult[] = [];
  await runMutants(mutants, limitsOf, concurrency, (mutant, outcome) => {
    results.push({ mutant, outcome });
    printLine(resultLine({ mutant, outcome }, `[${results.length}/${mutants.length}]`));
  });
  return results;
}

function asJson(controls: Controls, results: readonly MutantResult[]): string {
  const mutants = results.map(({ mutant: { name, change, consequence }, outcome }) => ({
    name,
    change,
    consequence,
    ...outcome,
  }));
  return JSON.stringify({ controls: Object.fromEntries(controls), mutants }, null, 2);
}

// The reader of the output, such as `head`, has closed the pipe.
process.stdout.once('error', () => process.exit());

await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'mutants',
      description: 'Injects plausible bugs into the code, one at a time, and checks that each one is caught.',
      options: OPTIONS,
      examples: [['mutants --only no-attempt-check', 'run one mutant']],
    },
    argv,
  );
  const mutants = selectMutants(options.only);
  const limits: MutantLimits = {
    seconds: checkNumber('seconds', options.seconds, 0.1, 86_400),
    worlds: checkInteger('worlds', options.worlds, 1, Number.MAX_SAFE_INTEGER),
  };
  const concurrency = checkInteger('workers', options.workers, 1, 64);
  const printLine = options.json ? discard : print;

  // A test file is its own control.
  const inWorlds = mutants.filter(({ test }) => test === undefined);
  const controls: Controls = options['skip-control'] ? new Map() : await runControls(inWorlds, limits, printLine);
  const clean = [...controls.values()].every(isClean);
  // Only in worlds that the control run has covered: in any other, a broken promise might not be the mutant's doing.
  const limitsOf = (mutant: Mutant): MutantLimits => ({
    ...limits,
    worlds: controls.get(worldsName(huntingGroundOf(mutant)))?.worlds ?? limits.worlds,
  });
  const results = clean ? await runAll(mutants, limitsOf, concurrency, printLine) : [];
  if (options.json) print(asJson(controls, results));
  else if (clean) for (const line of summaryLines(results)) print(line);
  if (!clean || results.some(({ outcome }) => outcome.caughtBy === null)) process.exitCode = 1;
});
