import assert from 'node:assert/strict';
import type { Leadership } from '../../src/core/state.ts';
import type { ScriptedMaster } from './scripted-master.ts';

/** Returns how often a text occurs in the ledger. */
export function countInLedger(master: ScriptedMaster, text: string): number {
  return master.ledger().split(text).length - 1;
}

/** Returns the memory of a master that leads. */
export function leadershipOf({ state: { role } }: ScriptedMaster): Leadership {
  assert.ok(role.kind === 'leader');
  return role.leadership;
}

/** Returns the attempt that a slave is assigned in lines of a transcript; undefined if there is none. */
export function assignedTo(slave: string, lines: readonly string[]): string | undefined {
  return new RegExp(`→ ${slave}: assign (\\S+)`).exec(lines.join('\n'))?.[1];
}
