import { overlaps, type Outage } from './outages.ts';
import type { IndexedRun } from './run.ts';
import { occurredWithin } from './times.ts';

/** One incarnation of a slave. */
export interface SlaveIncarnation {
  readonly host: string;
  readonly instance: string;
}

/** Returns whether the chaos record says that another incarnation of that slave was killed or stopped. */
function hitOtherIncarnation({ incarnations }: IndexedRun, { kind, began }: Outage, instance: string): boolean {
  if (kind !== 'kill' && kind !== 'stop') return false;
  if (began.instance !== undefined) return began.instance !== instance;
  const pid = incarnations.byInstance.get(instance)?.pid;
  return began.pid !== undefined && pid !== undefined && began.pid !== pid;
}

/** Returns the outage of a slave, or the cut between a master and its slaves, that overlaps a span of the wall clock. */
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
    run.outages.find((outage) => outage.role === 'master' && outage.kind === 'cut' && overlaps(outage, fromMs, toMs))
  );
}

/** Returns whether an incarnation of a slave withdrew by its own decision within a span of the wall clock. */
export function withdrew({ withdrawals }: IndexedRun, instance: string, fromMs: number, toMs: number): boolean {
  return occurredWithin(withdrawals, instance, fromMs, toMs);
}
