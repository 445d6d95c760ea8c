import type { EvidenceIndex, EvidenceItem } from './evidence-index.ts';
import { FAULT_EVIDENCE } from './fault-evidence.ts';
import { PROMISE_EVIDENCE } from './promise-evidence.ts';
import { TASK_EVIDENCE } from './task-evidence.ts';

/** More items would not convince a reader more; the files contain everything. */
const MAX_ITEMS = 9;

const SELECTORS = new Map(Object.entries({ ...TASK_EVIDENCE, ...FAULT_EVIDENCE, ...PROMISE_EVIDENCE }));

/** Selects the evidence for a check, by its id. Empty if nothing in the run exercised it. */
export function evidenceFor(index: EvidenceIndex, checkId: string): readonly EvidenceItem[] {
  return SELECTORS.get(checkId)?.(index).slice(0, MAX_ITEMS) ?? [];
}
