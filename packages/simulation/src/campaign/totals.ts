import type { Outcome } from '../random/run-world.ts';

/** What many worlds come to. */
export interface Totals {
  worlds: number;
  /** How many things happened in them. */
  events: number;
  /** How long they lasted, in milliseconds of their own time. */
  simulatedMs: number;
  /** How often each kind of thing happened; the names are those of the worlds, with the phases of `nameOfPhase`. */
  readonly counts: Map<string, number>;
}

/** The totals of no world. */
export function createTotals(): Totals {
  return { worlds: 0, events: 0, simulatedMs: 0, counts: new Map() };
}

/**
 * The phase of a slave as a report names it: `idle`, `running` or `reporting` while it has a session, else `without
 * session`; `draining` in either case.
 */
function nameOfPhase(what: string, session: string): string {
  if (what === 'draining') return 'slave draining';
  return session === 'welcomed' ? `slave ${what}` : 'slave without session';
}

/** What a world counted, by the name under which a report has it. */
function reportedName(name: string): string {
  return name.replace(/slave (\w+), (\w+)$/, (_, what: string, session: string) => nameOfPhase(what, session));
}

function add(counts: Map<string, number>, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}

/** Adds a world that is over. */
export function addWorld(totals: Totals, { events, lastedMs, counts }: Outcome): void {
  totals.worlds += 1;
  totals.events += events;
  totals.simulatedMs += lastedMs;
  for (const [name, times] of counts) add(totals.counts, reportedName(name), times);
}

/** Adds what other worlds come to. */
export function addTotals(totals: Totals, { worlds, events, simulatedMs, counts }: Totals): void {
  totals.worlds += worlds;
  totals.events += events;
  totals.simulatedMs += simulatedMs;
  for (const [name, times] of counts) add(totals.counts, name, times);
}
