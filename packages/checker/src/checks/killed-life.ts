import type { Life } from '../lives.ts';
import type { Outage } from '../outages.ts';
import type { Run } from '../run.ts';

/** The life that a kill ended: as the record names it, else the latest of that name that had begun. */
export const killedLife = ({ lives }: Run, { target, fromMs, began }: Outage): Life | undefined => {
  const ofName = lives.byName.get(target) ?? [];
  if (began.instance !== undefined) return ofName.find(({ instance }) => instance === began.instance);
  if (began.pid !== undefined)
    return ofName.findLast(({ pid, started }) => pid === began.pid && started.atMs <= fromMs);
  return ofName.findLast(({ started }) => started.atMs <= fromMs);
};
