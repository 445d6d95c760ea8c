import { overlaps, type Outage } from './outages.ts';
import type { IndexedRun } from './run.ts';
import { occurredWithin } from './times.ts';

/** One incarnation of a slave. */
export interface SlaveIncarnation {
  readonly host: string;
  readonly instance: string;
}

/** Returns whether the chaos record says that another incarnation of that slave was killed or stopped. */
export function hitOtherIncarnation({ incarnations }: IndexedRun, { kind, began }: Outage, instance: string): boolean {
  if (kind !== 'kill' && kind !== 'stop') return false;
  if (began.instance !== undefined) return began.instance !== instance;
  const pid = incarnations.byInstance.get(instance)?.pid;
  return began.pid !== undefined && pid !== undefined && began.pid !== pid;
}

/**
 * Returns whether a cut of a master cut a slave off within a span of the wall clock. A slave depends on a master from the
 * beginning of its epoch, whether it has joined that epoch or still tries to, until it joins an epoch of another master.
 */
function cutsOff(run: IndexedRun, cut: Outage, instance: string, fromMs: number, toMs: number): boolean {
  if (!overlaps(cut, fromMs, toMs)) return false;
  const joins = run.joinsByInstance.get(instance) ?? [];
  return run.epochs.some(({ name, epoch, atMs }) => {
    if (name !== cut.target) return false;
    const next = joins.find((join) => join.epoch > epoch && !run.epochsOf.get(cut.target)?.has(join.epoch));
    const [beganMs, leftMs] = [Math.max(fromMs, atMs), Math.min(toMs, next?.atMs ?? Infinity)];
    return beganMs <= leftMs && overlaps(cut, beganMs, leftMs);
  });
}

/** Returns the outage of a slave, or the cut of a master that cut it off, that overlaps a span of the wall clock. */
export function outageAffecting(
  run: IndexedRun,
  { host, instance }: SlaveIncarnation,
  fromMs: number,
  toMs: number,
): Outage | undefined {
  return (
    run.outagesByTarget
      .get(host)
      ?.find((outage) => overlaps(outage, fromMs, toMs) && !hitOtherIncarnation(run, outage, instance)) ??
    run.outages.find(
      (outage) => outage.role === 'master' && outage.kind === 'cut' && cutsOff(run, outage, instance, fromMs, toMs),
    )
  );
}

/** Returns whether an incarnation of a slave withdrew by its own decision within a span of the wall clock. */
export function withdrew({ withdrawals }: IndexedRun, instance: string, fromMs: number, toMs: number): boolean {
  return occurredWithin(withdrawals, instance, fromMs, toMs);
}
