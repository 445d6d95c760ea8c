import type { Archive, Exhibit } from './evidence-index.ts';
import { FAULT_EXHIBITS } from './fault-evidence.ts';
import { PROMISE_EXHIBITS } from './promise-evidence.ts';
import { TASK_EXHIBITS } from './task-evidence.ts';

/** So many lines of evidence show one claim at most: a reader who wants more has the files. */
const MAX_EXHIBITS = 9;

const CHOOSERS = new Map(Object.entries({ ...TASK_EXHIBITS, ...FAULT_EXHIBITS, ...PROMISE_EXHIBITS }));

/** Chooses a few lines of evidence that show a claim; none where nothing happened that shows it. */
export function exhibitsOf(archive: Archive, id: string): readonly Exhibit[] {
  return CHOOSERS.get(id)?.(archive).slice(0, MAX_EXHIBITS) ?? [];
}
