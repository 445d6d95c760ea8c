import type { WorldOutcome } from '../random/run-world.ts';

/** The totals of many worlds. */
export interface Totals {
  worlds: number;
  events: number;
  /** How long the worlds lasted together, in milliseconds of simulated time. */
  simulatedMs: number;
  /** How often each kind of event occurred. The names are those that worlds count under, see `reportedName`. */
  readonly counts: Map<string, number>;
}

/** Returns the totals of no worlds. */
export function createTotals(): Totals {
  return { worlds: 0, events: 0, simulatedMs: 0, counts: new Map() };
}

/** Returns what a slave does, or `slave without session`; a draining slave is `slave draining` in either case. */
function reportedPhase(activity: string, session: string): string {
  if (activity === 'draining') return 'slave draining';
  return session === 'registered' ? `slave ${activity}` : 'slave without session';
}

/** Returns the name of a counter in reports: they have fewer phases of a slave than worlds do. */
function reportedName(name: string): string {
  return name.replace(/slave (\w+), (\w+)$/, (_, activity: string, session: string) =>
    reportedPhase(activity, session),
  );
}

function add(counts: Map<string, number>, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}

/** Adds the outcome of a world to the totals. */
export function addWorld(totals: Totals, { events, simulatedMs, counts }: WorldOutcome): void {
  totals.worlds += 1;
  totals.events += events;
  totals.simulatedMs += simulatedMs;
  for (const [name, times] of counts) add(totals.counts, reportedName(name), times);
}

/** Adds the totals of other worlds to the totals. */
export function addTotals(totals: Totals, { worlds, events, simulatedMs, counts }: Totals): void {
  totals.worlds += worlds;
  totals.events += events;
  totals.simulatedMs += simulatedMs;
  for (const [name, times] of counts) add(totals.counts, name, times);
}
