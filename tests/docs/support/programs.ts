import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { outputOf } from '@steadfast/runtime/testing';

interface PackageJson {
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const { bin, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as PackageJson;

/** The names of the programs that `npx` starts. */
export const NPX_PROGRAMS: ReadonlySet<string> = new Set(Object.keys(bin));

/** The names that `npm run` accepts. */
export const NPM_SCRIPTS: ReadonlySet<string> = new Set(Object.keys(scripts));

/** What the help of a program says. */
interface Program {
  /** The name in its usage line. */
  readonly name: string;
  /** Its options, for example `--name` and `-h`. */
  readonly options: ReadonlySet<string>;
}

/** It takes half a second on an idle machine. */
const HELP_TIMEOUT_MS = 120_000;

async function readHelp(file: string): Promise<Program> {
  const stdout = await outputOf(process.execPath, [file, '--help'], { timeoutMs: HELP_TIMEOUT_MS });
  const options = [...stdout.matchAll(/^ +(?:(-\w), )?(--[a-z-]+)/gmu)].flatMap(([, short, long]) => [short, long]);
  return {
    name: stdout.split(' ', 1).join(),
    options: new Set(options.filter((option) => option !== undefined)),
  };
}

/** All programs of this repository, by file. Their helps are read at the same time, because each takes half a second. */
const PROGRAMS: ReadonlyMap<string, Program> = new Map(
  await Promise.all(globSync('packages/*/src/**/main.ts').map(async (file) => [file, await readHelp(file)] as const)),
);

const NO_OPTIONS: ReadonlySet<string> = new Set();

/** Returns the options of a program that `npx` starts. */
export function npxOptions(name: string): ReadonlySet<string> {
  return [...PROGRAMS.values()].find((program) => program.name === name)?.options ?? NO_OPTIONS;
}

/** Returns the options of a program that is a file of this repository. */
export function fileOptions(file: string): ReadonlySet<string> {
  return PROGRAMS.get(file)?.options ?? NO_OPTIONS;
}

/** The options of all programs. */
export const ALL_OPTIONS: ReadonlySet<string> = new Set(PROGRAMS.values().flatMap(({ options }) => options));

/** The targets of the Makefile, with what `make help` says about each. */
export const MAKE_TARGETS: ReadonlyMap<string, string> = new Map(
  [...readFileSync('Makefile', 'utf8').matchAll(/^([a-z-]+):.*?## (.*)$/gmu)].map(([, target = '', help = '']) => [
    target,
    help,
  ]),
);

/** Returns what is wrong with a call of `make`, according to `make -n`; undefined if nothing is. */
export function makeProblem(parameters: readonly string[]): string | undefined {
  // Without the variables and options of the `make` that runs the tests.
  const env = { ...process.env, MAKEFLAGS: '' };
  const { status, stderr } = spawnSync('make', ['-n', ...parameters], { encoding: 'utf8', env });
  return status === 0 ? undefined : stderr.trim();
}
