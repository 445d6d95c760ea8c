import type { Fact } from '@steadfast/master/core/ledger/facts';
import type { LedgerFact } from '../evidence/evidence.ts';

const PLACEMENT = ['task', 'taskname', 'attempt', 'host', 'instance'] as const;

/** The fields that each kind of fact must have. A parked document may have no name. */
const REQUIRED_FIELDS: Record<Fact['kind'], readonly (keyof LedgerFact)[]> = {
  'epoch.began': ['name', 'instance'],
  'epoch.ended': ['reason'],
  'slave.joined': ['host', 'instance'],
  'slave.lost': ['host', 'instance', 'reason'],
  'task.placed': PLACEMENT,
  'task.running': PLACEMENT,
  'task.success': PLACEMENT,
  'task.killed': [...PLACEMENT, 'reason'],
  'task.returned': [...PLACEMENT, 'reason'],
  'task.adopted': ['task', 'taskname', 'attempt', 'reason'],
  'task.failed': [...PLACEMENT, 'reason'],
  'task.parked': ['task', 'reason'],
  'task.cancelled': ['task', 'taskname', 'reason'],
  'task.released': ['task', 'taskname'],
};

function isKind(kind: string): kind is Fact['kind'] {
  return Object.hasOwn(REQUIRED_FIELDS, kind);
}

/** Returns why a fact is malformed; null when it has the fields of its kind. */
export function factDefect(fact: LedgerFact): string | null {
  if (!isKind(fact.kind)) return 'no such kind of fact exists';
  const fields = REQUIRED_FIELDS[fact.kind];
  if (fact.task !== undefined && !fields.includes('task')) return 'it names a task';
  const missing = fields.find((field) => fact[field] === undefined);
  return missing === undefined ? null : `its ${missing} is missing`;
}
