import { availableParallelism } from 'node:os';
import { PROMISES } from '@steadfast/invariants';
import { checkInteger, checkNumber, parseCommandLine, runMain, UsageError } from '@steadfast/runtime';
import { formatCount } from '../format.ts';
import { SCENARIOS } from './scenario-catalogue.ts';
import { retrace } from './explore.ts';
import { runScenarios, type ScenarioResult, type ScenarioLimits } from './run-scenarios.ts';

const OPTIONS = {
  only: {
    type: 'string',
    describe: 'explore these scenarios alone, their names separated by semicolons',
    requiresArg: true,
  },
  seconds: { type: 'number', default: 120, describe: 'how long to explore one scenario', requiresArg: true },
  states: { type: 'number', default: 2_000_000, describe: 'how many states of it to visit', requiresArg: true },
  workers: {
    type: 'number',
    default: availableParallelism(),
    describe: 'how many to explore at once',
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'print what was found as JSON' },
} as const;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** @throws {UsageError} when there is no scenario of such a name */
function select(only: string | undefined): readonly string[] {
  const names = SCENARIOS.map(({ name }) => name);
  if (only === undefined) return names;
  const wanted = only.split(';').map((name) => name.trim());
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      `--only names what is no scenario: ${unknown.join('; ')}. There are:\n  ${names.join('\n  ')}`,
    );
  return wanted;
}

const COLUMNS = ['scenario', 'masters', 'slaves', 'tasks', 'states', 'steps', 'depth', 'seconds', ''] as const;
const WIDTHS = [42, 7, 6, 5, 11, 11, 5, 7, 0] as const;

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[index] ?? 0)))
    .join('  ');
}

/** What was found, as a line of a table. */
function findingLine({ exploration, seconds }: ScenarioResult): string {
  const { scenario, states, steps, depth, exhausted, violation } = exploration;
  const { name, masters, slaves, tasks } = scenario;
  const end = violation !== null ? `BROKEN: ${violation.promise}` : exhausted ? 'exhausted' : 'not exhausted';
  const numbers = [masters, slaves, tasks, states, steps, depth].map(formatCount);
  return row([name, ...numbers, seconds.toFixed(1), end]);
}

/** Tells how a promise was broken. */
function tellViolation({ exploration: { scenario, violation } }: ScenarioResult): void {
  if (violation === null) return;
  print(`\n${scenario.name}: ${PROMISES[violation.promise]} (${violation.promise})\n  ${violation.detail}\n`);
  retrace(scenario, violation.way, (who, what) => what !== '' && print(`  ${who.padEnd(8)} ${what}`));
}

/** Says on a terminal how far the scenarios are that are being explored. */
function createProgress() {
  const stream = process.stderr;
  const running = new Map<string, string>();
  const draw = (): void => {
    if (stream.isTTY) stream.write(`\r\u001B[K${[...running.values()].join('   ')}`);
  };
  return {
    tell: (name: string, states: number, depth: number): void => {
      running.set(name, `${name}: ${formatCount(states)} states, depth ${depth}`);
      draw();
    },
    end: (name: string): void => {
      running.delete(name);
      if (stream.isTTY) stream.write('\r\u001B[K');
    },
  };
}

async function exploreAll(names: readonly string[], limits: ScenarioLimits, atOnce: number, say: typeof print) {
  const findings: ScenarioResult[] = [];
  const view = createProgress();
  await runScenarios(names, limits, atOnce, {
    progress: (name, news) => news.kind === 'progress' && view.tell(name, news.states, news.depth),
    done: (finding) => {
      view.end(finding.exploration.scenario.name);
      findings.push(finding);
      say(findingLine(finding));
    },
  });
  return findings;
}

await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'explore',
      description:
        'Visits every state of small worlds, breadth-first, over the real cores: every order of messages, writes and ' +
        'deaths. In each state every promise must hold, and from each the world must be able to heal.',
      options: OPTIONS,
      examples: [['explore --only "a rival; the master dies"', 'explore two of them']],
    },
    argv,
  );
  const names = select(options.only);
  const limits: ScenarioLimits = {
    seconds: checkNumber('seconds', options.seconds, 0.1, 86_400),
    states: checkInteger('states', options.states, 1, 100_000_000),
  };
  const atOnce = checkInteger('workers', options.workers, 1, 64);
  const say = options.json ? () => undefined : print;
  say(row(COLUMNS));
  const findings = await exploreAll(names, limits, atOnce, say);
  if (options.json) print(JSON.stringify(findings, null, 2));
  else for (const finding of findings) tellViolation(finding);
  if (findings.some(({ exploration }) => exploration.violation !== null)) process.exitCode = 1;
});
