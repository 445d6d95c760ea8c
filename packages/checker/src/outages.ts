import type { ChaosLine } from './evidence.ts';
import { AFTERMATH_MS, RECORD_TOLERANCE_MS } from './tolerances.ts';

/** What is out of order, and how. */
export interface Outage {
  readonly kind: 'kill' | 'freeze' | 'stop' | 'cut';
  /** The name of a master or a slave, or `mongod`. */
  readonly target: string;
  readonly role: Role;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly fromMs: number;
  /** When it was mended; Infinity when it never was. */
  toMs: number;
  /** The line of the record with which it began. */
  readonly began: ChaosLine;
}

/** What a target is. */
export type Role = 'master' | 'slave' | 'mongod';

/** Which action mends which outage. */
const MENDED_BY: Record<Outage['kind'], readonly ChaosLine['action'][]> = {
  kill: ['start'],
  stop: ['start'],
  freeze: ['thaw', 'kill', 'start'],
  cut: ['heal', 'steady'],
};

/** What an action begins, if it begins something. A network that loses many packets may do what one that is cut does. */
function outageBy(action: ChaosLine['action']): Outage['kind'] | undefined {
  if (action === 'lossy') return 'cut';
  return action in MENDED_BY ? (action as Outage['kind']) : undefined;
}

/** What a target is, by the names that all scripts use: `mongod`, `master…`, else a slave. */
function roleOf(target: string): Role {
  if (target.startsWith('mongo')) return 'mongod';
  return target.startsWith('master') ? 'master' : 'slave';
}

/** Reads the chaos record as outages, each with its beginning and its end, in the order in which they began. */
export function findOutages(chaos: readonly ChaosLine[]): Outage[] {
  const outages: Outage[] = [];
  const open = new Map<string, Outage[]>();
  for (const line of [...chaos].sort((one, other) => one.atMs - other.atMs)) {
    const { action, target, atMs } = line;
    const lasting = (open.get(target) ?? []).filter((outage) => {
      if (!MENDED_BY[outage.kind].includes(action)) return true;
      outage.toMs = atMs;
      return false;
    });
    const kind = outageBy(action);
    if (kind !== undefined) {
      const outage: Outage = { kind, target, role: roleOf(target), fromMs: atMs, toMs: Infinity, began: line };
      outages.push(outage);
      lasting.push(outage);
    }
    open.set(target, lasting);
  }
  return outages;
}

/** When the consequences of an outage are over, in milliseconds since 1970. */
export function consequencesEndMs({ kind, fromMs, toMs }: Outage): number {
  return kind === 'freeze' || kind === 'cut' ? toMs + AFTERMATH_MS : Math.max(fromMs, toMs);
}

/** True when an outage, or what follows from it, falls into a span of the wall clock. */
export function falls(outage: Outage, fromMs: number, toMs: number): boolean {
  return outage.fromMs - RECORD_TOLERANCE_MS <= toMs && consequencesEndMs(outage) + RECORD_TOLERANCE_MS >= fromMs;
}
