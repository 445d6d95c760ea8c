import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FACT_KINDS } from '@steadfast/records';

/** Where an event is logged: as a field of a log entry, or as an argument of the core's helper. */
const LOGGED_EVENT = /\bevent: '([a-z]+\.[a-z]+)'|\blogInfo\(\s*context,\s*'([a-z]+\.[a-z]+)'/gu;

const TABLE_ROW = /^\| `([a-z]+\.[a-z]+)` \|/gmu;

function matchesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, first, second]) => first ?? second ?? '');
}

test('docs/debugging.md lists every event that masters and slaves log, and no other', () => {
  const sources = globSync('packages/{master,slave}/src/**/*.ts').map((path) => readFileSync(path, 'utf8'));
  const logged = new Set([...FACT_KINDS, ...matchesIn(sources.join('\n'), LOGGED_EVENT)]);
  const documented = new Set(matchesIn(readFileSync('docs/debugging.md', 'utf8'), TABLE_ROW));
  assert.deepEqual([...documented].toSorted(), [...logged].toSorted());
});
