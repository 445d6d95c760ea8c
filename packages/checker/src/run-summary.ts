import { formatPlural, formatSeconds } from '@steadfast/runtime/format';
import type { Evidence, LocatedLogLine } from './evidence/evidence.ts';
import { findReplayedLines } from './run/replayed-reports.ts';
import type { IndexedRun } from './run/run.ts';

/** The main figures of a run. The live view derives the same ones while the run is in progress. */
export interface RunSummary {
  /** The number of task documents. */
  readonly tasks: number;
  /** The number of documents in state success. */
  readonly successes: number;
  readonly masterKills: number;
  readonly slaveKills: number;
  readonly freezes: number;
  /** How often a member was cut off, or lost packets. */
  readonly networkFaults: number;
  /** Attempts that were killed while they ran, according to the ledger. */
  readonly killedTasks: number;
  /** Attempts that ended before they were known to run, according to the ledger. */
  readonly returnedTasks: number;
  /** Executions of a second or later attempt, according to the journals. */
  readonly reruns: number;
  /** Successes that their slaves had to report again in a later session, according to their logs. */
  readonly reportsReplayed: number;
  /** When a master logged the first placement of a task, in milliseconds since 1970; undefined if there was none. */
  readonly startedAtMs: number | undefined;
  /** From then until a master logged the last success; undefined if there was none. */
  readonly durationMs: number | undefined;
}

/** Returns when masters logged facts of a kind, not counting those that a later leader logged again. */
function loggedTimes({ evidence, incarnations }: IndexedRun, event: string): number[] {
  const isFirst = (line: LocatedLogLine): boolean => line.event === event && line.entry !== undefined && !line.reread;
  return evidence.log
    .filter((line) => isFirst(line) && incarnations.byLine.get(line)?.role === 'master')
    .map(({ atMs }) => atMs);
}

/** Returns the main figures of a run, without those of earlier runs on the same database. */
export function summarizeRun(run: IndexedRun): RunSummary {
  const { documents, outages, facts, executions, evidence } = run;
  const fromMs = evidence.startedAtMs ?? -Infinity;
  const kills = outages.filter((outage) => outage.kind === 'kill' && outage.fromMs >= fromMs);
  const members = outages.filter((outage) => outage.role !== 'mongod' && outage.fromMs >= fromMs);
  const countFacts = (wanted: string): number =>
    facts.filter(({ kind, atMs }) => kind === wanted && atMs >= fromMs).length;
  const placedMs = loggedTimes(run, 'task.placed').reduce(
    (first, atMs) => (atMs >= fromMs ? Math.min(first, atMs) : first),
    Infinity,
  );
  const startedAtMs = Number.isFinite(placedMs) ? placedMs : undefined;
  const endedAtMs = loggedTimes(run, 'task.success').reduce((latest, atMs) => Math.max(latest, atMs), -Infinity);
  return {
    tasks: documents.size,
    successes: [...documents.values()].filter(({ state }) => state === 'success').length,
    masterKills: kills.filter(({ role }) => role === 'master').length,
    slaveKills: kills.filter(({ role }) => role === 'slave').length,
    freezes: members.filter(({ kind }) => kind === 'freeze').length,
    networkFaults: members.filter(({ kind }) => kind === 'cut').length,
    killedTasks: countFacts('task.killed'),
    returnedTasks: countFacts('task.returned'),
    reruns: executions.all.filter(({ attempt, started }) => attempt > 1 && started.atMs >= fromMs).length,
    reportsReplayed: findReplayedLines(run).filter(({ atMs }) => atMs >= fromMs).length,
    startedAtMs,
    durationMs: startedAtMs === undefined || endedAtMs < startedAtMs ? undefined : endedAtMs - startedAtMs,
  };
}

/** Returns whether the evidence also contains runs before the one that it is about. */
export function hasEarlierRuns({ ledger, startedAtMs = -Infinity }: Evidence): boolean {
  return ledger.some(({ atMs, facts }) => atMs < startedAtMs && facts.some(({ kind }) => kind === 'task.placed'));
}

/** Describes the faults of a run: `3 kills (1 of the master)`, `0 freezes`. */
export function formatFaults({ masterKills, slaveKills, freezes, networkFaults }: RunSummary): string[] {
  return [
    `${formatPlural(masterKills + slaveKills, 'kill')} (${masterKills} of the master)`,
    formatPlural(freezes, 'freeze'),
    ...(networkFaults === 0 ? [] : [formatPlural(networkFaults, 'network fault')]),
  ];
}

/**
 * Describes what faults did to tasks: `2 tasks killed`, `1 returned before it ran`, `3 reruns`, `1 report replayed`. The
 * first two explain the reruns: a freeze kills a task as well, and a kill of the master none.
 */
export function formatEffects({ killedTasks, returnedTasks, reruns, reportsReplayed }: RunSummary): string[] {
  const returned = `${returnedTasks} returned before ${returnedTasks === 1 ? 'it' : 'they'} ran`;
  return [
    `${formatPlural(killedTasks, 'task')} killed`,
    ...(returnedTasks === 0 ? [] : [returned]),
    formatPlural(reruns, 'rerun'),
    `${formatPlural(reportsReplayed, 'report')} replayed`,
  ];
}

/** Describes a run in one line. */
export function formatSummary(summary: RunSummary): string {
  const { tasks, successes, durationMs } = summary;
  const duration = durationMs === undefined ? '' : ` in ${formatSeconds(durationMs)}`;
  const faults = formatFaults(summary).join(', ');
  const effects = formatEffects(summary).join(', ');
  return `${successes} of ${formatPlural(tasks, 'task')} succeeded${duration}. Faults: ${faults}. Effects: ${effects}.`;
}
