import { hitOtherIncarnation, outageAffecting, type SlaveIncarnation } from './disturbances.ts';
import { hitsLeader } from './outage-target.ts';
import { effectEndMs, overlaps, type Outage } from './outages.ts';
import type { IndexedRun } from './run.ts';
import { DETECTION_MS, RECOVERY_MS } from './tolerances.ts';

/** A span of the wall clock during which a slave held an attempt, or was connected, until that was over. */
export interface HeldSpan extends SlaveIncarnation {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Returns until when an outage may delay detection: until the database is up, or a master leads. */
function hinderedUntilMs(run: IndexedRun, outage: Outage): number {
  if (outage.role === 'mongod') return effectEndMs(outage) + RECOVERY_MS;
  if (!hitsLeader(run, outage)) return -Infinity;
  const next = run.epochs.find(({ atMs }) => atMs > outage.fromMs);
  return Math.min(effectEndMs(outage), next?.atMs ?? Infinity) + RECOVERY_MS;
}

/** Returns how long before a time its cause may lie, which is longer if the leader or the database was hit meanwhile. */
function earliestCauseMs(run: IndexedRun, atMs: number): number {
  let fromMs = atMs - DETECTION_MS;
  for (const outage of run.outages.toReversed())
    if (outage.fromMs <= atMs && hinderedUntilMs(run, outage) >= fromMs)
      fromMs = Math.min(fromMs, outage.fromMs - DETECTION_MS);
  return fromMs;
}

/**
 * Returns the outage of a slave that explains the end of a span. A process that was killed never returns, however late that
 * is noticed; a freeze or a cut that has ended explains nothing any more.
 */
export function slaveOutageBefore(run: IndexedRun, { fromMs, toMs, ...slave }: HeldSpan): Outage | undefined {
  return (
    outageAffecting(run, slave, Math.max(fromMs, earliestCauseMs(run, toMs)), toMs) ??
    run.outagesByTarget
      .get(slave.host)
      ?.find(
        (outage) =>
          (outage.kind === 'kill' || outage.kind === 'stop') &&
          overlaps(outage, fromMs, toMs) &&
          !hitOtherIncarnation(run, outage, slave.instance),
      )
  );
}

/** Returns an outage of the database, or of a master that led one of some epochs, that may explain the end of a span. */
export function leaderOutageBefore(
  run: IndexedRun,
  epochs: readonly number[],
  { fromMs, toMs }: HeldSpan,
): Outage | undefined {
  const sinceMs = Math.max(fromMs, earliestCauseMs(run, toMs));
  return run.outages.find((outage) => {
    const concerned = outage.role === 'mongod' || epochs.some((epoch) => run.epochsOf.get(outage.target)?.has(epoch));
    return concerned && overlaps(outage, sinceMs, toMs);
  });
}
