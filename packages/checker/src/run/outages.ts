import type { LocatedChaosLine } from '../evidence/evidence.ts';
import { AFTER_EFFECTS_MS, RECORD_TOLERANCE_MS } from './tolerances.ts';

/** What a target of an outage is. */
export type TargetRole = 'master' | 'slave' | 'mongod';

/** A period in which a process was killed, stopped, frozen or cut off. */
export interface Outage {
  readonly kind: 'kill' | 'freeze' | 'stop' | 'cut';
  /** The name of a master or a slave, or `mongod`. */
  readonly target: string;
  readonly role: TargetRole;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly fromMs: number;
  /** Wall-clock time, in milliseconds since 1970; Infinity when it never ended. */
  toMs: number;
  /** The line of the chaos record with which it began. */
  readonly began: LocatedChaosLine;
}

/** The actions that end each kind of outage. */
const ENDED_BY: Record<Outage['kind'], readonly LocatedChaosLine['action'][]> = {
  kill: ['start'],
  stop: ['start'],
  freeze: ['thaw', 'kill', 'start'],
  cut: ['heal', 'steady'],
};

/** Returns the kind of outage that an action begins, if any. Heavy packet loss can have any effect of a cut. */
function outageStartedBy(action: LocatedChaosLine['action']): Outage['kind'] | undefined {
  if (action === 'lossy') return 'cut';
  return action in ENDED_BY ? (action as Outage['kind']) : undefined;
}

/** Returns the role of a target by its name: `mongod`, `master…`, or else a slave. */
function roleOf(target: string): TargetRole {
  if (target.startsWith('mongo')) return 'mongod';
  return target.startsWith('master') ? 'master' : 'slave';
}

/** Returns the outages in a chaos record, in the order in which they began. */
export function findOutages(chaos: readonly LocatedChaosLine[]): Outage[] {
  const outages: Outage[] = [];
  const open = new Map<string, Outage[]>();
  for (const line of [...chaos].sort((one, other) => one.atMs - other.atMs)) {
    const { action, target, atMs } = line;
    const stillOpen = (open.get(target) ?? []).filter((outage) => {
      if (!ENDED_BY[outage.kind].includes(action)) return true;
      outage.toMs = atMs;
      return false;
    });
    const kind = outageStartedBy(action);
    if (kind !== undefined) {
      const outage: Outage = { kind, target, role: roleOf(target), fromMs: atMs, toMs: Infinity, began: line };
      outages.push(outage);
      stillOpen.push(outage);
    }
    open.set(target, stillOpen);
  }
  return outages;
}

/** Returns when the effects of an outage have ended, in milliseconds since 1970. */
export function effectEndMs({ kind, fromMs, toMs }: Outage): number {
  return kind === 'freeze' || kind === 'cut' ? toMs + AFTER_EFFECTS_MS : Math.max(fromMs, toMs);
}

/** Returns whether an outage or its effects overlap a span of the wall clock. */
export function overlaps(outage: Outage, fromMs: number, toMs: number): boolean {
  return outage.fromMs - RECORD_TOLERANCE_MS <= toMs && effectEndMs(outage) + RECORD_TOLERANCE_MS >= fromMs;
}
