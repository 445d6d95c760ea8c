import { formatPlural } from '@steadfast/runtime/format';
import type { Mutant } from './mutant.ts';
import type { HuntingGround, MutantOutcome } from './run-mutant.ts';

/** A mutant and its outcome. */
export interface MutantResult {
  readonly mutant: Mutant;
  readonly outcome: MutantOutcome;
}

function formatEffort({ worlds, events, seconds }: MutantOutcome): string {
  return `${formatPlural(worlds, 'world')}, ${formatPlural(events, 'event')}, ${seconds.toFixed(1)} s`;
}

/** Returns whether a control run kept every promise: only then does a broken promise point to a mutant. */
export function isClean({ caughtBy, detail }: MutantOutcome): boolean {
  return caughtBy === null && detail === '';
}

/** Returns the name of the worlds that a mutant is hunted in: random ones, or those of a scenario. */
export function worldsName({ scenario, drivers }: HuntingGround): string {
  if (scenario !== null) return `scenario "${scenario}"`;
  return drivers ? 'random worlds with real drivers' : 'random worlds';
}

/** Returns the result of a control run as one line. */
export function controlLine(worlds: string, outcome: MutantOutcome): string {
  const verdict = isClean(outcome)
    ? 'no promise broken'
    : `${outcome.caughtBy === null ? 'failed to run' : `BROKEN: ${outcome.caughtBy}`}: ${outcome.detail}`;
  return `control run without a mutant, ${worlds}: ${verdict} (${formatEffort(outcome)})`;
}

/** Returns the result of a mutant as one line. `position`: which of how many it is, such as `[3/100]`. */
export function resultLine({ mutant, outcome }: MutantResult, position: string): string {
  const { name, change, consequence } = mutant;
  const { caughtBy, detail } = outcome;
  const head = `${position} ${caughtBy === null ? 'NOT CAUGHT' : 'caught'}  ${name}: ${change}.`;
  if (caughtBy !== null) return `${head} Caught by ${caughtBy} (${formatEffort(outcome)})`;
  return `${head} ${detail === '' ? `Expected: ${consequence}` : `Failed: ${detail}`} (${formatEffort(outcome)})`;
}

/** Returns how many mutants each promise caught, the largest number first. */
function catchCounts(results: readonly MutantResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of results)
    if (outcome.caughtBy !== null) counts.set(outcome.caughtBy, (counts.get(outcome.caughtBy) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.map(([promise, times]) => `${promise} ${times}`).join(', ');
}

/** Returns the summary of all results. */
export function summaryLines(results: readonly MutantResult[]): readonly string[] {
  const caught = results.filter(({ outcome }) => outcome.caughtBy !== null);
  const missed = results.filter(({ outcome }) => outcome.caughtBy === null);
  const slowest = caught.toSorted((one, other) => other.outcome.seconds - one.outcome.seconds)[0];
  return [
    `${caught.length} of ${formatPlural(results.length, 'mutant')} caught`,
    ...(slowest === undefined ? [] : [`slowest: ${slowest.mutant.name}, ${formatEffort(slowest.outcome)}`]),
    ...(caught.length === 0 ? [] : [`caught by: ${catchCounts(caught)}`]),
    ...(missed.length === 0 ? [] : [`not caught: ${missed.map(({ mutant }) => mutant.name).join(', ')}`]),
  ];
}
