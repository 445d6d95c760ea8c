import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { headingAnchors, linkTargets, readDocument, readDocuments } from './support/markdown.ts';

/** Returns what is wrong with a link in the document at `path`; undefined if nothing is. */
function linkProblem(path: string, target: string): string | undefined {
  if (/^https:\/\/[^/]+\.[a-z]+(?:\/|$)/u.test(target)) return undefined;
  if (/^[a-z]+:/u.test(target)) return `${target} is not an https URL`;
  const [file = '', anchor] = target.split('#', 2);
  const found = file === '' ? path : relative('', join(dirname(path), file));
  if (!existsSync(found)) return `there is no file ${found}`;
  if (anchor === undefined || headingAnchors(readDocument(found)).has(anchor)) return undefined;
  return `${found} has no heading #${anchor}`;
}

describe('the links in the documentation', () => {
  for (const document of readDocuments())
    test(`in ${document.path} lead to files and headings that exist`, () =>
      assert.deepEqual(
        linkTargets(document).flatMap(({ line, text }) => {
          const problem = linkProblem(document.path, text);
          return problem === undefined ? [] : [`${document.path}:${line}: ${problem}`];
        }),
        [],
      ));
});
