import { isFenced } from '@steadfast/checker/checks/backing';
import type { Execution } from '@steadfast/checker/executions';
import { hitLife } from '@steadfast/checker/outage-target';
import type { Life } from '@steadfast/checker/incarnations';
import type { Run } from '@steadfast/checker/run';
import { endOf } from '@steadfast/checker/task-histories';

/** A stretch of time, by the wall clock. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How a stretch of a bar is to be looked at. */
export type BarKind = 'recorded' | 'rerun' | 'killed' | 'fenced' | 'waiting' | 'reign';

/** A bar of a row: a part of an execution, or a reign. */
export interface Bar extends Stretch {
  readonly kind: BarKind;
  readonly title: string;
  /** What stands in it, the first for which there is room. */
  readonly labels: readonly string[];
}

/** When a life ended: killed by the record, stopped by its log, or with the run. */
export function lifeEndMs(run: Run, life: Life | undefined, endMs: number): number {
  if (life === undefined) return endMs;
  const ended = run.outagesByTarget
    .get(life.name)
    ?.find((outage) => outage.kind === 'kill' && hitLife(run, outage) === life);
  return ended?.fromMs ?? life.stopped?.atMs ?? endMs;
}

function describe({ taskname, attempt, host }: Execution): string {
  return `${taskname}, attempt ${attempt} on ${host}`;
}

/** The bars of one execution: what counted, what was taken from it, what it ran on in vain. */
export function barsOf(run: Run, execution: Execution, replayed: ReadonlySet<Execution>, endMs: number): Bar[] {
  const attempt = run.stories.get(execution.taskId)?.attempts.get(execution.attempt);
  const over = attempt === undefined ? undefined : endOf(attempt);
  const life = run.lives.byInstance.get(execution.instance);
  const fromMs = execution.started.atMs;
  const toMs = execution.end?.atMs ?? Math.min(over?.atMs ?? endMs, lifeEndMs(run, life, endMs));
  const { taskname, attempt: number } = execution;
  const labels = number > 1 ? [`${taskname} ·${number}`, `·${number}`] : [taskname];
  const bar = (kind: BarKind, from: number, to: number, how: string): Bar => ({
    kind,
    fromMs: from,
    toMs: Math.max(from, to),
    title: `${describe(execution)}: ${how}`,
    labels: kind === 'waiting' ? [] : labels,
  });
  if (over?.kind === 'task.success') {
    const kind = execution.attempt > 1 ? 'rerun' : 'recorded';
    const ran = bar(kind, fromMs, toMs, kind === 'rerun' ? 'rerun, finished and recorded' : 'finished and recorded');
    return replayed.has(execution) ? [ran, bar('waiting', toMs, over.atMs, 'its report waits for a master')] : [ran];
  }
  if (over === undefined) return [bar('killed', fromMs, toMs, 'never recorded')];
  const takenMs = Math.min(toMs, Math.max(fromMs, over.atMs));
  const how = over.kind === 'task.killed' ? 'killed' : 'given back';
  if (toMs <= over.atMs) return [bar('killed', fromMs, toMs, how)];
  const late = isFenced(execution, attempt)
    ? 'finished too late, and not recorded'
    : 'ran on until it was told to stop';
  return [bar('killed', fromMs, takenMs, how), bar('fenced', takenMs, toMs, late)];
}

/** The reigns of a master: each until the next begins, or its life ends. */
export function epochBars(run: Run, name: string, endMs: number): Bar[] {
  return run.epochs.flatMap((epoch, index): Bar[] => {
    if (epoch.name !== name) return [];
    const life = run.lives.byInstance.get(epoch.instance ?? epoch.by);
    const until = Math.min(run.epochs[index + 1]?.atMs ?? endMs, lifeEndMs(run, life, endMs));
    const label = `reign ${epoch.epoch}`;
    return [
      {
        kind: 'reign',
        fromMs: epoch.atMs,
        toMs: Math.max(epoch.atMs, until),
        title: `${name}: ${label}`,
        labels: [label, `${epoch.epoch}`],
      },
    ];
  });
}
