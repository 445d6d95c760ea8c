import type { ControlDocument } from '@steadfast/master/core/control';
import type { SimulatedCluster } from '../world/cluster.ts';
import type { ForeignControl } from './plan.ts';

/** A watermark that no ledger of a simulated world reaches. */
const FOREIGN_WATERMARK = 1_000_000;

const MALFORMED = { empty: {}, text: { epoch: 'seven' }, negative: { epoch: -7 } } as const;

/** Returns a control document that does not belong to the ledger of a cluster. */
function documentOf(cluster: SimulatedCluster, control: ForeignControl): ControlDocument {
  if ('malformed' in control) return MALFORMED[control.malformed];
  const epoch = Math.min(cluster.observations().ledger.epoch + control.aheadBy, Number.MAX_SAFE_INTEGER);
  const identity = { name: 'foreign', instance: 'foreign', address: 'foreign' };
  return { epoch, ...identity, heartbeat: 7, projectedThrough: FOREIGN_WATERMARK };
}

/** Puts a foreign document in place of the control document, as a user would who restores a part of a database. */
export function putForeignControl(cluster: SimulatedCluster, control: ForeignControl): void {
  const { primary, committed } = cluster.database();
  primary.control = documentOf(cluster, control);
  committed.control = primary.control;
}
