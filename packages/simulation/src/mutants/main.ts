import { checkInteger, checkNumber, parseCommandLine, runMain, UsageError } from '@steadfast/runtime';
import { MUTANTS } from './catalogue/catalogue.ts';
import { harnessOf, type Harness, type Mutant } from './mutant.ts';
import { controlLine, findingLine, isSound, summaryLines, type MutantResult } from './report.ts';
import { runMutant, runMutants, type MutantLimits, type MutantOutcome } from './run-mutant.ts';

const OPTIONS = {
  only: { type: 'string', describe: 'run these mutants alone, their names separated by commas', requiresArg: true },
  seconds: { type: 'number', default: 60, describe: 'how long to look for one mutant', requiresArg: true },
  worlds: { type: 'number', default: 100_000, describe: 'in how many worlds to look for it', requiresArg: true },
  workers: { type: 'number', default: 2, describe: 'how many mutants to run at once', requiresArg: true },
  'skip-control': { type: 'boolean', default: false, describe: 'do not run the code without a mutant first' },
  json: { type: 'boolean', default: false, describe: 'print everything as JSON, at the end' },
} as const;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** @throws {UsageError} when there is no mutant of such a name */
function select(only: string | undefined): readonly Mutant[] {
  if (only === undefined) return MUTANTS;
  const names = new Set(only.split(','));
  const unknown = [...names].filter((name) => !MUTANTS.some((mutant) => mutant.name === name));
  if (unknown.length > 0) throw new UsageError(`--only names what is no mutant: ${unknown.join(', ')}`);
  return MUTANTS.filter(({ name }) => names.has(name));
}

/** Runs the code as it is, in each way in which mutants are to be caught: whatever is broken then is not their doing. */
async function runControls(mutants: readonly Mutant[], limits: MutantLimits, say: (line: string) => void) {
  const controls = new Map<Harness, MutantOutcome>();
  for (const harness of new Set(mutants.map(harnessOf))) {
    const outcome = await runMutant(null, harness, limits);
    say(controlLine(harness, outcome));
    controls.set(harness, outcome);
  }
  return controls;
}

/** Runs mutants, and says what became of each as soon as it is known. */
async function runAll(
  mutants: readonly Mutant[],
  limitsOf: (harness: Harness) => MutantLimits,
  atOnce: number,
  say: (line: string) => void,
) {
  const findings: MutantResult[] = [];
  await runMutants(mutants, limitsOf, atOnce, (mutant, outcome) => {
    findings.push({ mutant, outcome });
    say(findingLine({ mutant, outcome }, `[${findings.length}/${mutants.length}]`));
  });
  return findings;
}

/** Everything, for a program to read. */
function asJson(controls: ReadonlyMap<Harness, MutantOutcome>, findings: readonly MutantResult[]): string {
  const mutants = findings.map(({ mutant: { name, change, consequence }, outcome }) => ({
    name,
    change,
    consequence,
    ...outcome,
  }));
  return JSON.stringify({ controls: Object.fromEntries(controls), mutants }, null, 2);
}

await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'mutants',
      description: 'Plants plausible slips into the code, one at a time, and proves that each is noticed.',
      options: OPTIONS,
      examples: [['mutants --only no-attempt-check', 'run one mutant']],
    },
    argv,
  );
  const mutants = select(options.only);
  const limits: MutantLimits = {
    seconds: checkNumber('seconds', options.seconds, 0.1, 86_400),
    worlds: checkInteger('worlds', options.worlds, 1, Number.MAX_SAFE_INTEGER),
  };
  const atOnce = checkInteger('workers', options.workers, 1, 64);
  const say = options.json ? () => undefined : print;

  const controls = options['skip-control']
    ? new Map<Harness, MutantOutcome>()
    : await runControls(mutants, limits, say);
  const sound = [...controls.values()].every(isSound);
  // In no world that the code as it is has not survived: a mutant that is caught there might not be the reason.
  const limitsOf = (harness: Harness): MutantLimits => ({
    ...limits,
    worlds: controls.get(harness)?.worlds ?? limits.worlds,
  });
  const findings = sound ? await runAll(mutants, limitsOf, atOnce, say) : [];
  if (options.json) print(asJson(controls, findings));
  else if (sound) for (const line of summaryLines(findings)) print(line);
  if (!sound || findings.some(({ outcome }) => outcome.caughtBy === null)) process.exitCode = 1;
});
