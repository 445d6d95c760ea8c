/**
 * The control document. It is advice from one master to the others, and a database that was partly restored or edited
 * may hold anything in its place, so nothing in it is taken for granted.
 */
import type { Control, LedgerEnd, ObservedControl } from './store-requests.ts';

/** A control document as it was read. */
export type ControlDocument = Readonly<Partial<Record<keyof Control | 'beat', unknown>>>;

/**
 * How far the epoch of a control document may be ahead of the ledger to be taken seriously. A ledger that was lost had
 * no more epochs than this, even if its leader changed every second for eleven days. An epoch further ahead is noise:
 * taking it up would bring the epochs of this ledger near the end of the safe integers, where they cannot increase.
 */
export const MAX_EPOCH_LEAD = 1_000_000;

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Parses a control document; null if it names no epoch. Any other field that is malformed is replaced by its neutral
 * value: an unknown leader, a heartbeat that stands still, a watermark at the beginning. Masters of version 0.1.0 call
 * their heartbeat `beat`. It is respected, so that a standby does not depose a leader that is alive.
 */
export function parseControl(document: ControlDocument | null): ObservedControl | null {
  if (document === null || !isCount(document.epoch)) return null;
  const { epoch, name, instance, address, beat, heartbeat, projectedThrough } = document;
  const count = beat ?? heartbeat;
  return {
    ...(beat === undefined ? {} : { outdated: true }),
    epoch,
    name: textOf(name),
    instance: textOf(instance),
    address: textOf(address),
    heartbeat: isCount(count) ? count : 0,
    projectedThrough: isCount(projectedThrough) ? projectedThrough : 0,
  };
}

/**
 * Returns whether a document belongs to a later epoch than the one that is about to overwrite it. An epoch that is too
 * far ahead does not count: no master has written it, since `nextEpoch` bounds what follows the epoch of a ledger.
 */
export function isLaterEpoch(document: ControlDocument | null, epoch: number): boolean {
  const control = parseControl(document);
  return control !== null && control.epoch > epoch && control.epoch <= epoch + MAX_EPOCH_LEAD + 1;
}

/**
 * Returns the epoch after the last one. That is the one after the last of the ledger, unless the control document has a
 * later one, from a ledger that was lost: a leader could not overwrite that, and slaves that have seen it would refuse
 * the leader.
 */
export function nextEpoch(end: LedgerEnd, control: Control | null): number {
  const advised = control === null || control.epoch > end.epoch + MAX_EPOCH_LEAD ? 0 : control.epoch;
  return Math.max(end.epoch, advised) + 1;
}

/**
 * Returns the watermark from which to catch up in a new epoch, which began with entry `number`. A watermark of another
 * ledger says nothing about this one: then every entry is compared with the documents. It is recognized by an epoch or
 * an entry that this ledger does not have.
 */
export function watermarkOf(control: Control | null, lastEpoch: number, number: number): number {
  if (control === null || control.epoch > lastEpoch || control.projectedThrough >= number) return 0;
  return control.projectedThrough;
}
