import type { Fact } from '@steadfast/master/core/ledger/facts';
import type { LedgerFact } from './evidence.ts';

const PLACEMENT = ['task', 'taskname', 'attempt', 'host', 'instance'] as const;

/** The kinds of facts there are, and the fields that each must have. A parked document need not have a name. */
const FIELDS: Record<Fact['kind'], readonly (keyof LedgerFact)[]> = {
  'epoch.began': ['name', 'instance'],
  'epoch.ended': ['reason'],
  'slave.joined': ['host', 'instance'],
  'slave.lost': ['host', 'instance', 'reason'],
  'task.placed': PLACEMENT,
  'task.running': PLACEMENT,
  'task.success': PLACEMENT,
  'task.killed': [...PLACEMENT, 'reason'],
  'task.returned': [...PLACEMENT, 'reason'],
  'task.parked': ['task', 'reason'],
};

function isKind(kind: string): kind is Fact['kind'] {
  return Object.hasOwn(FIELDS, kind);
}

/** Why the promises cannot be held against a fact; null when they can. */
export function shapeFault(fact: LedgerFact): string | null {
  if (!isKind(fact.kind)) return 'there is no such fact';
  const fields = FIELDS[fact.kind];
  if (fact.task !== undefined && !fields.includes('task')) return 'it names a task';
  const missing = fields.find((field) => fact[field] === undefined);
  if (missing === undefined) return null;
  return missing === 'reason' ? 'it gives no reason' : `its ${missing} is missing`;
}
