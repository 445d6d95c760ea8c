import { globSync, readFileSync } from 'node:fs';

/** A fenced code block. */
export interface CodeBlock {
  /** What follows the opening fence, for example `sh`; empty if nothing does. */
  readonly language: string;
  /** The number of its first line in the document, from 1. */
  readonly line: number;
  readonly text: string;
}

/** A Markdown document of this repository. */
export interface MarkdownDocument {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly blocks: readonly CodeBlock[];
  /** The text with an empty line in place of each line of a code block. */
  readonly prose: string;
}

/** Something at a line of a document. */
export interface Located {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

const FENCE = /^( *)(`{3,})(\w*)\s*$/u;

/** Folders of files that are not part of the repository. */
const IGNORED_FOLDERS = new Set(['node_modules', '.steadfast', '.git']);

/**
 * Splits a Markdown text into its code blocks and the rest.
 * @throws {Error} when a code block does not end
 */
export function parseMarkdown(path: string, text: string): MarkdownDocument {
  const blocks: CodeBlock[] = [];
  const prose: string[] = [];
  let open: { indent: string; fence: string; language: string; line: number; lines: string[] } | undefined;
  for (const [index, content] of text.split('\n').entries()) {
    const [, indent = '', fence = '', language = ''] = FENCE.exec(content) ?? [];
    if (open === undefined && fence === '') prose.push(content);
    else prose.push('');
    if (open === undefined) {
      if (fence !== '') open = { indent, fence, language, line: index + 2, lines: [] };
    } else if (fence === open.fence && language === '') {
      blocks.push({ language: open.language, line: open.line, text: open.lines.join('\n') });
      open = undefined;
    } else open.lines.push(content.startsWith(open.indent) ? content.slice(open.indent.length) : content);
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: the code block does not end`);
  return { path, blocks, prose: prose.join('\n') };
}

/** Reads a document of this repository. */
export function readDocument(path: string): MarkdownDocument {
  return parseMarkdown(path, readFileSync(path, 'utf8'));
}

/** Reads all documents of this repository. Does not use git, so that it also works in an unpacked archive. */
export function readDocuments(): MarkdownDocument[] {
  return globSync(['**/*.md', '.github/**/*.md'], { exclude: (name) => IGNORED_FOLDERS.has(name) })
    .toSorted()
    .map(readDocument);
}

function locate(text: string, pattern: RegExp): Located[] {
  return [...text.matchAll(pattern)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: match[1] ?? '',
  }));
}

/** Returns the code spans in the prose of a document, without their backticks. */
export function codeSpans({ prose }: MarkdownDocument): Located[] {
  return locate(prose, /`([^`\n]+)`/gu);
}

/** Returns the targets of the links in a document. */
export function linkTargets({ prose }: MarkdownDocument): Located[] {
  const withoutCode = prose.replaceAll(/`[^`\n]*`/gu, '`');
  return [...locate(withoutCode, /\]\(([^)\s]+)\)/gu), ...locate(withoutCode, /^\[[^\]]+\]: (\S+)/gmu)];
}

/** Returns the anchors of the headings of a document, as GitHub makes them. */
export function headingAnchors({ prose }: MarkdownDocument): Set<string> {
  const anchors = new Set<string>();
  for (const { text } of locate(prose, /^#{1,6} (.+)$/gmu)) {
    const plain = text.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1');
    const anchor = plain
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '')
      .replaceAll(' ', '-');
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}
