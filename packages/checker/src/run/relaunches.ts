import type { Incarnation } from './incarnations.ts';
import { targetIncarnation } from './outage-target.ts';
import type { Outage } from './outages.ts';
import type { IndexedRun } from './run.ts';
import { RECORD_TOLERANCE_MS } from './tolerances.ts';

/** Returns when a process that was started again after a kill was next killed or stopped; Infinity when it was not. */
function nextEndMs({ outagesByTarget }: IndexedRun, { target, toMs }: Outage): number {
  return (
    outagesByTarget.get(target)?.find(({ kind, fromMs }) => (kind === 'kill' || kind === 'stop') && fromMs >= toMs)
      ?.fromMs ?? Infinity
  );
}

/** Returns the incarnation that followed a kill, and preceded the next, according to the log. */
export function relaunchAfter(run: IndexedRun, kill: Outage): Incarnation | undefined {
  const killed = targetIncarnation(run, kill);
  const untilMs = nextEndMs(run, kill);
  return run.incarnations.byName.get(kill.target)?.find(
    ({ started, instance, pid }) =>
      started.atMs >= kill.fromMs - RECORD_TOLERANCE_MS &&
      started.atMs <= untilMs &&
      instance !== (kill.began.instance ?? killed?.instance) &&
      // In a container every incarnation has the same process id, and the record holds none.
      (kill.began.pid === undefined || pid !== kill.began.pid),
  );
}
