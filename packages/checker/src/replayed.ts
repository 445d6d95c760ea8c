import { isFinished, type Execution } from './executions.ts';
import type { Run } from './run.ts';
import type { FactAt } from './task-histories.ts';

/** A success that was recorded by a later reign than the one that placed the task. */
export interface Replayed {
  readonly success: FactAt;
  /** It ended, by its journal, before that reign began. */
  readonly execution: Execution;
}

/** Tasks that finished while nobody reigned, by journal and ledger, and were recorded in a later reign. */
export function findReplayed({ facts, stories, epochs }: Run): Replayed[] {
  const beganAtMs = new Map(epochs.map(({ epoch, atMs }) => [epoch, atMs]));
  return facts.flatMap((success) => {
    if (success.kind !== 'task.success') return [];
    const attempt = stories.get(success.task ?? '')?.attempts.get(success.attempt ?? 0);
    if (attempt?.placed === undefined || attempt.placed.epoch >= success.epoch) return [];
    const began = beganAtMs.get(success.epoch) ?? -Infinity;
    const execution = attempt.executions.find(
      (candidate) => isFinished(candidate) && (candidate.end?.atMs ?? 0) < began,
    );
    return execution === undefined ? [] : [{ success, execution }];
  });
}
