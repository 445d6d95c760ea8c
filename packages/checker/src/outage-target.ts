import type { Life } from './incarnations.ts';
import type { Outage } from './outages.ts';
import type { Run } from './run.ts';

/** The life that an outage hit: as the record names it, else the latest of that name that had begun. */
export function hitLife({ lives }: Run, { target, fromMs, began }: Outage): Life | undefined {
  const ofName = lives.byName.get(target) ?? [];
  if (began.instance !== undefined) return ofName.find(({ instance }) => instance === began.instance);
  if (began.pid !== undefined)
    return ofName.findLast(({ pid, started }) => pid === began.pid && started.atMs <= fromMs);
  return ofName.findLast(({ started }) => started.atMs <= fromMs);
}

/** True for an outage of the master that led when it began: hurting a master that only stands by shows nothing. */
export function hitLeader(run: Run, outage: Outage): boolean {
  if (outage.role !== 'master') return false;
  const began = run.epochs.findLast(({ atMs }) => atMs <= outage.fromMs);
  const instance = hitLife(run, outage)?.instance ?? outage.began.instance;
  return began?.name === outage.target && (instance === undefined || began.instance === instance);
}
