import { PROMISES } from '@steadfast/invariants';
import { formatCount } from '@steadfast/runtime/format';
import type { Print } from '../print.ts';
import { retrace } from './retrace.ts';
import type { ScenarioResult } from './run-scenarios.ts';

const HEADINGS = ['scenario', 'masters', 'slaves', 'tasks', 'states', 'steps', 'depth', 'seconds', ''] as const;
const WIDTHS = [42, 7, 6, 5, 11, 11, 5, 7, 0] as const;

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[index] ?? 0)))
    .join('  ');
}

/** Returns the first line of the table of results. */
export function headingLine(): string {
  return row(HEADINGS);
}

/** Returns a result as a line of the table. */
export function resultLine({ exploration, seconds }: ScenarioResult): string {
  const { scenario, states, steps, depth, exhausted, violation } = exploration;
  const { name, masters, slaves, tasks } = scenario;
  const verdict = violation !== null ? `BROKEN: ${violation.promise}` : exhausted ? 'exhausted' : 'not exhausted';
  const numbers = [masters, slaves, tasks, states, steps, depth].map(formatCount);
  return row([name, ...numbers, seconds.toFixed(1), verdict]);
}

/** Prints how a promise was broken, with a transcript of what led there; prints nothing when all were kept. */
export function printViolation({ exploration: { scenario, violation } }: ScenarioResult, print: Print): void {
  if (violation === null) return;
  print(`\n${scenario.name}: ${PROMISES[violation.promise]} (${violation.promise})\n  ${violation.detail}\n`);
  retrace(scenario, violation.path, (subject, text) => text !== '' && print(`  ${subject.padEnd(8)} ${text}`));
}
