import { formatPlural } from '@steadfast/runtime/format';
import type { FaultAction } from '../faults/record.ts';
import type { MemberView } from './members.ts';

/** How many faults of each kind were injected, and how many reports had to be replayed because of them. */
export interface FaultCounts {
  readonly masterKills: number;
  readonly slaveKills: number;
  readonly freezes: number;
  /** Network faults: members that were cut off, or that lost packets. */
  readonly cuts: number;
  /** Successes that were reported again to a later master. */
  readonly replayedReports: number;
}

/** The counts before any fault. */
export const NO_FAULTS: FaultCounts = { masterKills: 0, slaveKills: 0, freezes: 0, cuts: 0, replayedReports: 0 };

/** Returns the counts after an action on a member. Actions that are no faults do not count. */
export function countFault(faults: FaultCounts, { action }: FaultAction, { role }: MemberView): FaultCounts {
  switch (action) {
    case 'kill':
      return role === 'master'
        ? { ...faults, masterKills: faults.masterKills + 1 }
        : { ...faults, slaveKills: faults.slaveKills + 1 };
    case 'freeze':
      return { ...faults, freezes: faults.freezes + 1 };
    case 'cut':
    case 'lossy':
      return { ...faults, cuts: faults.cuts + 1 };
    case 'start':
    case 'thaw':
    case 'heal':
    case 'steady':
    case 'stop':
      return faults;
  }
}

/** Formats the faults of a run and their effects: `3 kills (1 of the master), 0 freezes, 2 reruns, 1 report replayed`. */
export function formatFaultCounts(faults: FaultCounts, reruns: number): string {
  const { masterKills, slaveKills, freezes, cuts, replayedReports } = faults;
  return [
    `${formatPlural(masterKills + slaveKills, 'kill')} (${masterKills} of the master)`,
    formatPlural(freezes, 'freeze'),
    ...(cuts > 0 ? [formatPlural(cuts, 'cut')] : []),
    formatPlural(reruns, 'rerun'),
    `${formatPlural(replayedReports, 'report')} replayed`,
  ].join(', ');
}
