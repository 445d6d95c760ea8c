import type { Outage } from '@steadfast/checker/outages';
import { findReplayed } from '@steadfast/checker/replayed';
import type { Run } from '@steadfast/checker/run';
import { barsOf, lifeEndMs, epochBars, type Bar, type Stretch } from './bars.ts';

/** A moment that is marked in a row. */
export interface Mark {
  readonly kind: 'kill' | 'start';
  readonly atMs: number;
  readonly title: string;
}

/** The row of one process. */
export interface Row {
  readonly name: string;
  readonly alive: readonly (Stretch & { readonly title: string })[];
  readonly frozen: readonly Stretch[];
  readonly bars: readonly Bar[];
  readonly marks: readonly Mark[];
}

/** What the picture shows: who did what when. */
export interface Chart extends Stretch {
  readonly rows: readonly Row[];
  /** When no master led. */
  readonly leaderless: readonly Stretch[];
  /** Executions that found no room. */
  readonly left: number;
}

/** A picture with more executions than this shows nothing more. */
const MAX_EXECUTIONS = 3_000;

/** So many processes have a row. */
const MAX_ROWS = 60;

function marksOf({ evidence }: Run, name: string): Mark[] {
  return (evidence.chaos ?? []).flatMap(({ target, action, atMs, pid }): Mark[] => {
    if (target !== name || (action !== 'kill' && action !== 'start')) return [];
    const which = pid === undefined ? '' : ` (pid ${pid})`;
    return [{ kind: action, atMs, title: `${name} ${action === 'kill' ? 'killed' : 'started again'}${which}` }];
  });
}

function frozenOf(outages: readonly Outage[] | undefined, endMs: number): Stretch[] {
  return (outages ?? [])
    .filter(({ kind }) => kind === 'freeze')
    .map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, endMs) }));
}

function aliveOf(run: Run, name: string, { fromMs, toMs: endMs }: Stretch): Row['alive'] {
  const lives = run.lives.byName.get(name);
  if (lives !== undefined)
    return lives.map((life, index) => ({
      fromMs: life.started.atMs,
      toMs: Math.max(life.started.atMs, lifeEndMs(run, life, endMs)),
      title: `${name}, life ${index + 1} (pid ${life.pid})`,
    }));
  const away = run.outagesByTarget.get(name)?.filter(({ kind }) => kind === 'kill' || kind === 'stop') ?? [];
  const bounds = [fromMs, ...away.flatMap((outage) => [outage.fromMs, Math.min(outage.toMs, endMs)]), endMs];
  return away.length === 0
    ? []
    : [...Array(away.length + 1).keys()].map((index) => ({
        fromMs: bounds[2 * index] ?? fromMs,
        toMs: bounds[2 * index + 1] ?? endMs,
        title: `${name} is up`,
      }));
}

function spanOf({ evidence, facts }: Run): Stretch {
  const lines = [evidence.log, evidence.journal, facts].flat();
  const [fromMs, toMs] = lines.reduce(([from, to], { atMs }) => [Math.min(from, atMs), Math.max(to, atMs)] as const, [
    Infinity,
    -Infinity,
  ] as readonly [number, number]);
  return Number.isFinite(fromMs) ? { fromMs, toMs: Math.max(toMs, fromMs + 1) } : { fromMs: 0, toMs: 1 };
}

/** The gaps before and between stretches that are in order. */
function gapsBetween(stretches: readonly Stretch[], beginningMs: number): Stretch[] {
  const gaps: Stretch[] = [];
  let reached = beginningMs;
  for (const { fromMs, toMs } of stretches) {
    if (fromMs > reached) gaps.push({ fromMs: reached, toMs: fromMs });
    reached = Math.max(reached, toMs);
  }
  return gaps;
}

/** Names as people sort them: slave2 before slave10. */
function inOrder(names: ReadonlySet<string>): string[] {
  return [...names].sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
}

/** Puts a run into rows: first the masters, then the slaves, then the database where it was hit. */
export function chartOf(run: Run): Chart {
  const span = spanOf(run);
  const replayed = new Set(findReplayed(run).map(({ execution }) => execution));
  const shown = run.executions.all.slice(0, MAX_EXECUTIONS);
  const ofHost = Map.groupBy(shown, ({ host }) => host);
  const byRole = (role: string): string[] => run.lives.all.filter((life) => life.role === role).map(({ name }) => name);
  const slaves = new Set([...byRole('slave'), ...ofHost.keys()]);
  const masters = new Set(byRole('master'));
  const databases = run.outages.filter(({ role }) => role === 'mongod').map(({ target }) => target);
  const names = [...inOrder(masters), ...inOrder(slaves), ...new Set(databases)].slice(0, MAX_ROWS);
  const rows = names.map((name) => ({
    name,
    alive: aliveOf(run, name, span),
    frozen: frozenOf(run.outagesByTarget.get(name), span.toMs),
    bars: [
      ...epochBars(run, name, span.toMs),
      ...(ofHost.get(name) ?? []).flatMap((execution) => barsOf(run, execution, replayed, span.toMs)),
    ],
    marks: marksOf(run, name),
  }));
  const epochs = [...masters]
    .flatMap((name) => epochBars(run, name, span.toMs))
    .sort((one, other) => one.fromMs - other.fromMs);
  return {
    ...span,
    rows,
    leaderless: gapsBetween(epochs, span.fromMs),
    left: run.executions.all.length - shown.length,
  };
}
