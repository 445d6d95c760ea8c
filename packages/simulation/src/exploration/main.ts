import { availableParallelism } from 'node:os';
import { checkInteger, checkNumber, parseCommandLine, runMain, UsageError } from '@steadfast/runtime';
import { formatCount } from '@steadfast/runtime/format';
import { discard, print, type Print } from '../print.ts';
import { createStatusLine } from '../status-line.ts';
import { headingLine, printViolation, resultLine } from './report.ts';
import { runScenarios, type ScenarioLimits, type ScenarioResult } from './run-scenarios.ts';
import { SCENARIOS } from './scenario-catalogue.ts';

const OPTIONS = {
  only: { type: 'string', describe: 'explore only these scenarios, separated by semicolons', requiresArg: true },
  seconds: { type: 'number', default: 120, describe: 'maximum time per scenario, in seconds', requiresArg: true },
  states: { type: 'number', default: 2_000_000, describe: 'maximum number of states per scenario', requiresArg: true },
  workers: {
    type: 'number',
    default: availableParallelism(),
    describe: 'number of scenarios to explore concurrently',
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'print the results as JSON' },
} as const;

/** @throws {UsageError} when a name is not that of a scenario */
function selectScenarios(only: string | undefined): readonly string[] {
  const names = SCENARIOS.map(({ name }) => name);
  if (only === undefined) return names;
  const wanted = only.split(';').map((name) => name.trim());
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      `--only: no such scenario: ${unknown.join('; ')}. The scenarios are:\n  ${names.join('\n  ')}`,
    );
  return wanted;
}

/** Shows on a terminal how far each scenario in progress is. */
function createProgress() {
  const statusLine = createStatusLine(process.stderr);
  const running = new Map<string, string>();
  return {
    show: (name: string, states: number, depth: number): void => {
      running.set(name, `${name}: ${formatCount(states)} states, depth ${depth}`);
      statusLine.show([...running.values()].join('   '));
    },
    remove: (name: string): void => {
      running.delete(name);
      statusLine.clear();
    },
  };
}

async function exploreAll(
  names: readonly string[],
  limits: ScenarioLimits,
  concurrency: number,
  printLine: Print,
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  const progress = createProgress();
  await runScenarios(names, limits, concurrency, {
    progress: progress.show,
    done: (result) => {
      progress.remove(result.exploration.scenario.name);
      results.push(result);
      printLine(resultLine(result));
    },
  });
  return results;
}

// The reader of the output, such as `head`, has closed the pipe.
process.stdout.once('error', () => process.exit());

await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'explore',
      description:
        'Explores every state of small worlds, breadth-first, over the real cores: every order of messages, writes ' +
        'and crashes. Every promise must hold in each state, and the world must be able to heal from it.',
      options: OPTIONS,
      examples: [['explore --only "a rival; the master dies"', 'explore two scenarios']],
    },
    argv,
  );
  const names = selectScenarios(options.only);
  const limits: ScenarioLimits = {
    seconds: checkNumber('seconds', options.seconds, 0.1, 86_400),
    states: checkInteger('states', options.states, 1, 100_000_000),
  };
  const concurrency = checkInteger('workers', options.workers, 1, 64);
  const printLine = options.json ? discard : print;
  printLine(headingLine());
  const results = await exploreAll(names, limits, concurrency, printLine);
  if (options.json) print(JSON.stringify(results, null, 2));
  else for (const result of results) printViolation(result, print);
  if (results.some(({ exploration }) => exploration.violation !== null)) process.exitCode = 1;
});
