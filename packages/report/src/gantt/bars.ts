import {
  endOf,
  type Incarnation,
  type IndexedRun,
  isFenced,
  type JournalExecution,
  targetIncarnation,
} from '@steadfast/checker/run';

/** A span of the wall clock, in milliseconds since 1970. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a bar stands for; decides how it is drawn. */
export type BarKind = 'success' | 'rerun' | 'killed' | 'fenced' | 'pending' | 'leading';

/** A bar in a row: a part of an execution, or an epoch of a leader. */
export interface GanttBar extends TimeRange {
  readonly kind: BarKind;
  readonly title: string;
  /** Texts for the bar, in order of preference; the first one that fits is drawn. */
  readonly labels: readonly string[];
}

/** Returns when an incarnation ended: when it was killed, when it logged its stop, or at the end of the run. */
export function incarnationEndMs(run: IndexedRun, incarnation: Incarnation | undefined, runEndMs: number): number {
  if (incarnation === undefined) return runEndMs;
  const kill = run.outagesByTarget
    .get(incarnation.name)
    ?.find((outage) => outage.kind === 'kill' && targetIncarnation(run, outage) === incarnation);
  return kill?.fromMs ?? incarnation.stopped?.atMs ?? runEndMs;
}

/** Returns the bars of one execution: until it ended or was revoked, and while it kept running or its report waited. */
export function executionBars(
  run: IndexedRun,
  execution: JournalExecution,
  replayed: ReadonlySet<JournalExecution>,
  runEndMs: number,
): GanttBar[] {
  const { taskname, attempt: number, host } = execution;
  const attempt = run.taskHistories.get(execution.taskId)?.attempts.get(number);
  const end = attempt === undefined ? undefined : endOf(attempt);
  const incarnation = run.incarnations.byInstance.get(execution.instance);
  const fromMs = execution.started.atMs;
  const toMs = execution.end?.atMs ?? Math.min(end?.atMs ?? runEndMs, incarnationEndMs(run, incarnation, runEndMs));
  const labels = number > 1 ? [`${taskname} ·${number}`, `·${number}`] : [taskname];
  const bar = (kind: BarKind, from: number, to: number, result: string): GanttBar => ({
    kind,
    fromMs: from,
    toMs: Math.max(from, to),
    title: `${taskname}, attempt ${number} on ${host}: ${result}`,
    labels: kind === 'pending' ? [] : labels,
  });
  if (end?.kind === 'task.success') {
    const ran =
      number > 1 ? bar('rerun', fromMs, toMs, 'succeeded as a rerun') : bar('success', fromMs, toMs, 'succeeded');
    return replayed.has(execution) ? [ran, bar('pending', toMs, end.atMs, 'report waits for a master')] : [ran];
  }
  if (end === undefined) return [bar('killed', fromMs, toMs, 'never recorded')];
  const revokedMs = Math.min(toMs, Math.max(fromMs, end.atMs));
  const result = end.kind === 'task.killed' ? 'killed' : 'returned';
  if (toMs <= end.atMs) return [bar('killed', fromMs, toMs, result)];
  const lateResult = isFenced(execution, attempt)
    ? 'finished too late, report refused'
    : 'kept running until it was aborted';
  return [bar('killed', fromMs, revokedMs, result), bar('fenced', revokedMs, toMs, lateResult)];
}

/** Returns the epochs of a leader, each until the next one begins or its incarnation ends. */
export function epochBars(run: IndexedRun, name: string, runEndMs: number): GanttBar[] {
  return run.epochs.flatMap((epoch, index): GanttBar[] => {
    if (epoch.name !== name) return [];
    const incarnation = run.incarnations.byInstance.get(epoch.instance ?? epoch.by);
    const nextEpochMs = run.epochs[index + 1]?.atMs ?? runEndMs;
    const toMs = Math.min(nextEpochMs, incarnationEndMs(run, incarnation, runEndMs));
    const label = `epoch ${epoch.epoch}`;
    return [
      {
        kind: 'leading',
        fromMs: epoch.atMs,
        toMs: Math.max(epoch.atMs, toMs),
        title: `${name} leads ${label}`,
        labels: [label, `${epoch.epoch}`],
      },
    ];
  });
}
