import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { commandProblems, isCheckable } from './support/find-problems.ts';
import { codeSpans, readDocuments, type CodeBlock, type MarkdownDocument } from './support/markdown.ts';
import { ALL_OPTIONS } from './support/programs.ts';
import { parseShell, type ShellCommand } from './support/shell.ts';

/** Programs that are not part of this repository, and that the documentation uses. */
const FOREIGN_PROGRAMS = new Set([
  'cat',
  'cp',
  'git',
  'grep',
  'install',
  'journalctl',
  'kill',
  'mongodump',
  'mongorestore',
  'sort',
  'systemctl',
]);

/** Where the documentation installs this repository. */
const INSTALLED_FOLDER = /\/opt\/steadfast\b\/?/gu;

/** Options of such programs that the documentation mentions. */
const FOREIGN_OPTIONS = new Set(['--max-semi-space-size', '--package-lock-only', '--scale', '--test']);

/** The text of all files that may read a variable of the environment. */
const SOURCES = globSync(['bin/*', 'compose.yaml', 'docker/**/*.{sh,ts}', 'packages/*/src/**/*.ts'])
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** Matches a path of this repository, which may hold wildcards. */
const REPOSITORY_PATH = /^(?:bin|docker|docs|packages|proto|tests|tools)\/[\w.*{},/-]*$/u;

/** A changelog names what used to exist. */
const DOCUMENTS = readDocuments().filter(({ path }) => path !== 'CHANGELOG.md');

/** Returns the shell script in a code block: all of an `sh` block, and of others the lines that begin with a prompt. */
function scriptIn({ language, text }: CodeBlock): string {
  const script = language === 'sh' ? text : text.replaceAll(/^(?:\$ (.*)|.*)$/gmu, '$1');
  return script.replaceAll(INSTALLED_FOLDER, './');
}

/** Returns the problems with a command: it, or a path or a variable in its arguments, does not exist. */
function problemsWith(command: ShellCommand): string[] {
  const { words } = command;
  const [program = ''] = words;
  if (!isCheckable(command) && !FOREIGN_PROGRAMS.has(program))
    return [`unknown program ${program}: misspelled, or missing in FOREIGN_PROGRAMS of ${import.meta.filename}`];
  return [...commandProblems(command), ...words.map((word) => word.replace(/^\.\//u, '')).flatMap(pathProblems)];
}

function pathProblems(text: string): string[] {
  return REPOSITORY_PATH.test(text) && globSync(text).length === 0 ? [`there is no file ${text}`] : [];
}

function variableProblems(text: string): string[] {
  return [...text.matchAll(/\bSTEADFAST_[A-Z_]*[A-Z]\b/gu)]
    .map(([name]) => name)
    .filter((name) => !isVariable(name))
    .map((name) => `nothing reads the variable ${name}`);
}

/** Returns the problems with the code blocks of a document. */
function blockProblems({ path, blocks }: MarkdownDocument): string[] {
  return blocks.flatMap((block) => [
    ...variableProblems(block.text).map((problem) => `${path}:${block.line}: ${problem}`),
    ...parseShell(scriptIn(block)).flatMap((command) =>
      problemsWith(command).map((problem) => `${path}:${block.line + command.line - 1}: ${problem}`),
    ),
  ]);
}

/** Returns what a code span names that does not exist. An ellipsis stands for something that is left out. */
function spanProblems(text: string): string[] {
  if (text.includes('…')) return [];
  if (REPOSITORY_PATH.test(text)) return pathProblems(text);
  const commands = parseShell(text).filter((command) => isCheckable(command) && command.words.length > 1);
  if (commands.length > 0) return commands.flatMap(commandProblems);
  const options = [...text.matchAll(/(?<![\w-])--[a-z][a-z-]+/gu)].map(([option]) => option);
  return [
    ...options
      .filter((option) => !ALL_OPTIONS.has(option) && !FOREIGN_OPTIONS.has(option))
      .map((option) => `no program has an option ${option}`),
    ...variableProblems(text),
  ];
}

/** Whether a program reads a variable of the environment: as an option, as the file with its value, or by its name. */
function isVariable(name: string): boolean {
  const option = `--${name.replace('STEADFAST_', '').toLowerCase().replaceAll('_', '-')}`;
  return ALL_OPTIONS.has(option) || ALL_OPTIONS.has(option.replace(/-file$/u, '')) || SOURCES.includes(name);
}

describe('the commands in the documentation', () => {
  for (const document of DOCUMENTS) {
    if (document.blocks.length > 0)
      test(`in ${document.path} name only targets, programs, options, files and methods that exist`, () =>
        assert.deepEqual(blockProblems(document), []));

    test(`within the text of ${document.path} name only things that exist`, () =>
      assert.deepEqual(
        codeSpans(document).flatMap(({ line, text }) =>
          spanProblems(text).map((problem) => `${document.path}:${line}: \`${text}\`: ${problem}`),
        ),
        [],
      ));
  }

  for (const path of globSync('docs/systemd/*.service'))
    test(`in ${path} name only programs, options and variables that exist`, () => {
      const unit = readFileSync(path, 'utf8').replaceAll(INSTALLED_FOLDER, './');
      const commands = [...unit.matchAll(/^Exec\w+=(.*)$/gmu)].flatMap(([, command = '']) => parseShell(command));
      assert.ok(commands.length > 0);
      assert.deepEqual([...commands.flatMap(problemsWith), ...variableProblems(unit)], []);
    });
});
