import type { Harness, Mutant } from './mutant.ts';
import type { MutantOutcome } from './run-mutant.ts';

/** A mutant and what became of it. */
export interface MutantResult {
  readonly mutant: Mutant;
  readonly outcome: MutantOutcome;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function effort({ worlds, events, seconds }: MutantOutcome): string {
  return `${count(worlds, 'world')}, ${count(events, 'event')}, ${seconds.toFixed(1)} s`;
}

/** Whether the code as it is broke nothing, so that it says something when a mutant does. */
export function isSound({ caughtBy, detail }: MutantOutcome): boolean {
  return caughtBy === null && detail === '';
}

/** What became of the code as it is, in one line. */
export function controlLine(harness: Harness, outcome: MutantOutcome): string {
  const verdict = isSound(outcome)
    ? 'nothing is broken'
    : `${outcome.caughtBy ?? 'it cannot be run'}: ${outcome.detail}`;
  return `${harness} of the code as it is, without a mutant: ${verdict} (${effort(outcome)})`;
}

/** What became of a mutant, in one line; `place` says the how manieth it is. */
export function findingLine({ mutant, outcome }: MutantResult, place: string): string {
  const { name, change, consequence } = mutant;
  const { caughtBy, detail } = outcome;
  const head = `${place} ${caughtBy === null ? 'NOT CAUGHT' : 'caught'}  ${name}: ${change}.`;
  if (caughtBy !== null) return `${head} By ${caughtBy} (${effort(outcome)})`;
  return `${head} ${detail === '' ? `Should show: ${consequence}` : `Trouble: ${detail}`} (${effort(outcome)})`;
}

/** How many mutants each promise gave away, the most successful first. */
function catchers(findings: readonly MutantResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of findings)
    if (outcome.caughtBy !== null) counts.set(outcome.caughtBy, (counts.get(outcome.caughtBy) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.map(([promise, times]) => `${promise} ${times}`).join(', ');
}

/** The whole, in a few lines. */
export function summaryLines(findings: readonly MutantResult[]): readonly string[] {
  const caught = findings.filter(({ outcome }) => outcome.caughtBy !== null);
  const missed = findings.filter(({ outcome }) => outcome.caughtBy === null);
  const slowest = caught.toSorted((one, other) => other.outcome.seconds - one.outcome.seconds)[0];
  return [
    `${caught.length} of ${count(findings.length, 'mutant')} caught`,
    ...(slowest === undefined ? [] : [`slowest: ${slowest.mutant.name}, ${effort(slowest.outcome)}`]),
    ...(caught.length === 0 ? [] : [`caught by: ${catchers(findings)}`]),
    ...(missed.length === 0 ? [] : [`not caught: ${missed.map(({ mutant }) => mutant.name).join(', ')}`]),
  ];
}
