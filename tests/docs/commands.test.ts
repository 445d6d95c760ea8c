import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { commandProblems, isCheckable } from './support/find-problems.ts';
import { codeSpans, readDocuments, type CodeBlock, type MarkdownDocument } from './support/markdown.ts';
import { ALL_OPTIONS } from './support/programs.ts';
import { parseShell } from './support/shell.ts';

/** Programs that are not part of this repository, and that the documentation uses. */
const FOREIGN_PROGRAMS = new Set(['cat', 'git', 'grep', 'kill', 'sort']);

/** Options of such programs that the documentation mentions. */
const FOREIGN_OPTIONS = new Set(['--package-lock-only', '--scale', '--test']);

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
  if (language === 'sh') return text;
  return text.replaceAll(/^(?:\$ (.*)|.*)$/gmu, '$1');
}

/** Returns the problems with the commands in the code blocks of a document. */
function blockProblems({ path, blocks }: MarkdownDocument): string[] {
  return blocks
    .map((block) => ({ line: block.line, text: scriptIn(block) }))
    .flatMap((block) =>
      parseShell(block.text).flatMap((command) => {
        const [program = ''] = command.words;
        const problems =
          isCheckable(command) || FOREIGN_PROGRAMS.has(program)
            ? commandProblems(command)
            : [`unknown program ${program}: misspelled, or missing in FOREIGN_PROGRAMS of ${import.meta.filename}`];
        return problems.map((problem) => `${path}:${block.line + command.line - 1}: ${problem}`);
      }),
    );
}

/** Returns what a code span names that does not exist. An ellipsis stands for something that is left out. */
function spanProblems(text: string): string[] {
  if (text.includes('…')) return [];
  if (REPOSITORY_PATH.test(text)) return globSync(text).length > 0 ? [] : [`there is no file ${text}`];
  const commands = parseShell(text).filter((command) => isCheckable(command) && command.words.length > 1);
  if (commands.length > 0) return commands.flatMap(commandProblems);
  const options = [...text.matchAll(/(?<![\w-])--[a-z][a-z-]+/gu)].map(([option]) => option);
  const variables = [...text.matchAll(/\bSTEADFAST_[A-Z_]*[A-Z]\b/gu)].map(([name]) => name);
  return [
    ...options
      .filter((option) => !ALL_OPTIONS.has(option) && !FOREIGN_OPTIONS.has(option))
      .map((option) => `no program has an option ${option}`),
    ...variables.filter((name) => !isVariable(name)).map((name) => `nothing reads the variable ${name}`),
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
});
