import { globSync } from 'node:fs';
import { isOffered, parseGrpcurl, unknownFields } from './grpcurl.ts';
import { fileOptions, MAKE_TARGETS, makeProblem, NPM_SCRIPTS, NPX_PROGRAMS, npxOptions } from './programs.ts';
import type { ShellCommand } from './shell.ts';

/** The options of grpcurl that the documentation uses. */
const GRPCURL_OPTIONS: ReadonlySet<string> = new Set(['-plaintext', '-d', '-max-time']);

/** A word in capitals stands for something that the reader puts in its place. */
const PLACEHOLDER = /^[A-Z][A-Z0-9_]*$/u;

/** Returns the problem with an option that is not in a list of known ones. */
function optionProblems(words: readonly string[], known: ReadonlySet<string>): string[] {
  return words
    .filter((word) => /^--?[a-z]/u.test(word))
    .map((word) => word.split('=', 1).join())
    .filter((option) => !known.has(option))
    .map((option) => `there is no option ${option}`);
}

function npxProblems([program = '', ...words]: readonly string[]): string[] {
  if (!NPX_PROGRAMS.has(program)) return [`package.json has no program ${program}`];
  return optionProblems(words, npxOptions(program));
}

/** Checks a call of the launcher, which takes the name of the program as its first argument. */
function launcherProblems([program = '', ...words]: readonly string[]): string[] {
  return npxProblems([`steadfast-${program}`, ...words]);
}

function npmProblems([command = '', script = '']: readonly string[]): string[] {
  const name = command === 'run' ? script : command;
  if (command !== 'run' && command !== 'test' && command !== 'start') return [];
  return NPM_SCRIPTS.has(name) ? [] : [`package.json has no script ${name}`];
}

function makeProblems(words: readonly string[]): string[] {
  const targets = words.filter((word) => /^[a-z-]+$/u.test(word) && !word.startsWith('-'));
  const unknown = targets.filter((target) => !MAKE_TARGETS.has(target)).map((target) => `there is no target ${target}`);
  if (unknown.length > 0 || words.some((word) => PLACEHOLDER.test(word))) return unknown;
  const help = targets.map((target) => MAKE_TARGETS.get(target) ?? '').join('\n');
  const variables = words.flatMap((word) => /^([A-Z_]+)=/u.exec(word)?.[1] ?? []);
  const undocumented = variables
    .filter((name) => !new RegExp(`\\b${name}=`, 'u').test(help))
    .map((name) => `make help does not mention ${name}= for ${targets.join(' ')}`);
  return [...undocumented, ...[makeProblem(words)].filter((problem) => problem !== undefined)];
}

function grpcurlProblems(words: readonly string[]): string[] {
  const { options, symbol, request } = parseGrpcurl(words);
  const problems = optionProblems(options, GRPCURL_OPTIONS);
  if (symbol === undefined) return problems;
  if (!isOffered(symbol)) return [...problems, `no master offers ${symbol}`];
  const unknown = request === undefined ? [] : unknownFields(symbol, request);
  return [...problems, ...unknown.map((field) => `the request of ${symbol} has no field ${field}`)];
}

/** Checks a call of the pinned Node.js: its first arguments that are no options are files. */
function nodeProblems(words: readonly string[]): string[] {
  const files = words.filter((word) => /\.(?:ts|js)$/u.test(word));
  const missing = files.filter((file) => globSync(file).length === 0).map((file) => `there is no file ${file}`);
  const [program = ''] = files;
  if (missing.length > 0 || !program.endsWith('/main.ts')) return missing;
  return optionProblems(words.slice(words.indexOf(program) + 1), fileOptions(program));
}

const CHECKS: Readonly<Record<string, (words: readonly string[]) => string[]>> = {
  npx: npxProblems,
  npm: npmProblems,
  make: makeProblems,
  grpcurl: grpcurlProblems,
  node: nodeProblems,
  './bin/steadfast': launcherProblems,
  'bin/steadfast': launcherProblems,
  'node_modules/.bin/node': nodeProblems,
};

/** Whether a command starts a program that `commandProblems` can check. */
export function isCheckable({ words: [program = ''] }: ShellCommand): boolean {
  return Object.hasOwn(CHECKS, program);
}

/** Returns what is wrong with a command: a target, program, option, file, method or field that does not exist. */
export function commandProblems({ words: [program = '', ...words] }: ShellCommand): string[] {
  return CHECKS[program]?.(words) ?? [];
}
