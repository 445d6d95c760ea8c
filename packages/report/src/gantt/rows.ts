import { findReplayedReports, type IndexedRun, type Outage } from '@steadfast/checker/run';
import { epochBars, executionBars, incarnationEndMs, type GanttBar, type TimeRange } from './bars.ts';

/** A time that is marked in a row. */
export interface GanttMark {
  readonly kind: 'kill' | 'start';
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
  readonly title: string;
}

/** The row of one process. */
export interface GanttRow {
  readonly name: string;
  readonly alive: readonly (TimeRange & { readonly title: string })[];
  readonly frozen: readonly (TimeRange & { readonly title: string })[];
  readonly bars: readonly GanttBar[];
  readonly marks: readonly GanttMark[];
}

/** The content of the chart. */
export interface GanttChart extends TimeRange {
  readonly rows: readonly GanttRow[];
  /** When no master led. */
  readonly leaderless: readonly TimeRange[];
  /** The number of executions beyond the limit, which are not drawn. */
  readonly omitted: number;
}

/** With more bars than this, single ones can no longer be told apart. */
const MAX_EXECUTIONS = 3_000;

/** With more rows than this, the chart no longer fits on a few screens. */
const MAX_ROWS = 60;

function marksOf({ evidence }: IndexedRun, name: string): GanttMark[] {
  return (evidence.chaos ?? []).flatMap(({ target, action, atMs, pid }): GanttMark[] => {
    if (target !== name || (action !== 'kill' && action !== 'start')) return [];
    const pidText = pid === undefined ? '' : ` (pid ${pid})`;
    return [{ kind: action, atMs, title: `${name} ${action === 'kill' ? 'killed' : 'restarted'}${pidText}` }];
  });
}

function frozenRanges(outages: readonly Outage[] | undefined, runEndMs: number): GanttRow['frozen'] {
  return (outages ?? [])
    .filter(({ kind }) => kind === 'freeze')
    .map(({ fromMs, toMs, target }) => ({ fromMs, toMs: Math.min(toMs, runEndMs), title: `${target} frozen` }));
}

/** Returns when a process was alive: according to its log or, if it has none (MongoDB), between its outages. */
function aliveRanges(run: IndexedRun, name: string, { fromMs, toMs: runEndMs }: TimeRange): GanttRow['alive'] {
  const incarnations = run.incarnations.byName.get(name);
  if (incarnations !== undefined)
    return incarnations.map((incarnation, index) => ({
      fromMs: incarnation.started.atMs,
      toMs: Math.max(incarnation.started.atMs, incarnationEndMs(run, incarnation, runEndMs)),
      title: `${name}, incarnation ${index + 1} (pid ${incarnation.pid}): alive`,
    }));
  const down = run.outagesByTarget.get(name)?.filter(({ kind }) => kind === 'kill' || kind === 'stop') ?? [];
  const bounds = [fromMs, ...down.flatMap((outage) => [outage.fromMs, Math.min(outage.toMs, runEndMs)]), runEndMs];
  return down.length === 0
    ? []
    : [...Array(down.length + 1).keys()].map((index) => ({
        fromMs: bounds[2 * index] ?? fromMs,
        toMs: bounds[2 * index + 1] ?? runEndMs,
        title: `${name}: alive`,
      }));
}

function rangeOf({ evidence, facts }: IndexedRun): TimeRange {
  const lines = [evidence.log, evidence.journal, facts].flat();
  const [fromMs, toMs] = lines.reduce(([from, to], { atMs }) => [Math.min(from, atMs), Math.max(to, atMs)] as const, [
    Infinity,
    -Infinity,
  ] as readonly [number, number]);
  return Number.isFinite(fromMs) ? { fromMs, toMs: Math.max(toMs, fromMs + 1) } : { fromMs: 0, toMs: 1 };
}

/** Returns the gaps before and between ranges, which are in order. */
function gapsBetween(ranges: readonly TimeRange[], startMs: number): TimeRange[] {
  const gaps: TimeRange[] = [];
  let reachedMs = startMs;
  for (const { fromMs, toMs } of ranges) {
    if (fromMs > reachedMs) gaps.push({ fromMs: reachedMs, toMs: fromMs });
    reachedMs = Math.max(reachedMs, toMs);
  }
  return gaps;
}

/** Sorts names so that slave2 comes before slave10. */
function sortNames(names: ReadonlySet<string>): string[] {
  return [...names].sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
}

/** Arranges a run in rows: first the masters, then the slaves, then the database if it had an outage. */
export function buildChart(run: IndexedRun): GanttChart {
  const range = rangeOf(run);
  const replayed = new Set(findReplayedReports(run).map(({ execution }) => execution));
  const shown = run.executions.all.slice(0, MAX_EXECUTIONS);
  const byHost = Map.groupBy(shown, ({ host }) => host);
  const namesOfRole = (role: string): string[] =>
    run.incarnations.all.filter((incarnation) => incarnation.role === role).map(({ name }) => name);
  const slaves = new Set([...namesOfRole('slave'), ...byHost.keys()]);
  const masters = new Set(namesOfRole('master'));
  const databases = run.outages.filter(({ role }) => role === 'mongod').map(({ target }) => target);
  const names = [...sortNames(masters), ...sortNames(slaves), ...new Set(databases)].slice(0, MAX_ROWS);
  const rows = names.map((name) => ({
    name,
    alive: aliveRanges(run, name, range),
    frozen: frozenRanges(run.outagesByTarget.get(name), range.toMs),
    bars: [
      ...epochBars(run, name, range.toMs),
      ...(byHost.get(name) ?? []).flatMap((execution) => executionBars(run, execution, replayed, range.toMs)),
    ],
    marks: marksOf(run, name),
  }));
  const epochs = [...masters]
    .flatMap((name) => epochBars(run, name, range.toMs))
    .sort((one, other) => one.fromMs - other.fromMs);
  return {
    ...range,
    rows,
    leaderless: gapsBetween(epochs, range.fromMs),
    omitted: run.executions.all.length - shown.length,
  };
}
