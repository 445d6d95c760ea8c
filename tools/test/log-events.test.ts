import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FACT_KINDS } from '@steadfast/records';

/** Where an event is logged: as a field of a log entry, a constant, or an argument of the core's helpers. */
const LOGGED_EVENT =
  /(?:\bevent: |_EVENT = )'([a-z]+\.[a-z]+)'|\blog(?:Info)?\(\s*context,\s*(?:'(?:error|warn|info|debug)',\s*)?'([a-z]+\.[a-z]+)'/gu;

const TABLE_ROW = /^\| `([a-z]+\.[a-z]+)` \|/gmu;

function matchesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, first, second]) => first ?? second ?? '');
}

const DOCUMENT = readFileSync('docs/debugging.md', 'utf8');

const SOURCES = globSync('packages/{master,slave,runtime}/src/**/*.ts')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

test('docs/debugging.md lists every event that masters and slaves log, and no other', () => {
  const logged = new Set([...FACT_KINDS, ...matchesIn(SOURCES, LOGGED_EVENT)]);
  const documented = new Set(matchesIn(DOCUMENT, TABLE_ROW));
  assert.deepEqual([...documented].toSorted(), [...logged].toSorted());
});

test('docs/debugging.md quotes only reasons that masters and slaves give', () => {
  const table = DOCUMENT.slice(
    DOCUMENT.indexOf('| reason contains | cause |'),
    DOCUMENT.indexOf('### Master: everything'),
  );
  const quoted = matchesIn(table, /^\| (.*?) \|/gmu).flatMap((cell) => matchesIn(cell, /`([^`]+)`/gu));
  assert.ok(quoted.length >= 10);
  for (const reason of quoted) assert.ok(SOURCES.includes(reason), reason);
});
