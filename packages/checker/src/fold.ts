import { applyFact, newTask, IllegalMove, type Task } from '@steadfast/master/core/transitions';
import type { TaskFact } from '@steadfast/master/core/facts';
import type { FactAt } from './stories.ts';

/** What the ledger says about one task, as far as its facts make sense. */
export interface FoldedTask {
  readonly task: Task;
  /** The number of the last entry that changed it; 0 before the first. */
  readonly rev: number;
  /** The facts that made it what it is, in order. */
  readonly facts: readonly FactAt[];
  /** The first fact that the transition table does not allow; nothing after it was looked at. */
  readonly illegal?: { readonly fact: FactAt; readonly why: string };
}

const PLACEMENT_KINDS = ['task.placed', 'task.running', 'task.success'] as const;
const LOSS_KINDS = ['task.killed', 'task.returned'] as const;

/** The fact in the form of the core; or what its shape lacks, as a text. */
const shape = (fact: FactAt): TaskFact | string => {
  const { task, taskname, attempt, host, instance, reason } = fact;
  if (task === undefined) return 'it names no task';
  if (fact.kind === 'task.parked')
    return reason === undefined ? 'it gives no reason' : { kind: fact.kind, task, taskname: taskname ?? null, reason };
  if (taskname === undefined || attempt === undefined || host === undefined || instance === undefined)
    return 'taskname, attempt, host or instance is missing';
  const placement = { task, taskname, attempt, host, instance };
  const placed = PLACEMENT_KINDS.find((kind) => kind === fact.kind);
  if (placed !== undefined) return { kind: placed, ...placement };
  const lost = LOSS_KINDS.find((kind) => kind === fact.kind);
  if (lost === undefined) return `${fact.kind} is not a kind of fact`;
  return reason === undefined ? 'it gives no reason' : { kind: lost, ...placement, reason };
};

/** Applies one fact through the core's own transition table, in place; gives what stands in the way, or null. */
const apply = (task: Task, fact: FactAt): string | null => {
  const shaped = shape(fact);
  if (typeof shaped === 'string') return shaped;
  try {
    applyFact(task, shaped, fact);
    return null;
  } catch (error) {
    if (error instanceof IllegalMove) return error.message;
    throw error;
  }
};

/** Folds the facts about one task, in the order of the ledger, up to and including entry `through`. */
export const foldTask = (facts: readonly FactAt[], through = Infinity): FoldedTask => {
  const task = newTask();
  const applied: FactAt[] = [];
  for (const fact of facts) {
    if (fact.entry > through) break;
    const why = apply(task, fact);
    if (why !== null) return { task, rev: applied.at(-1)?.entry ?? 0, facts: applied, illegal: { fact, why } };
    applied.push(fact);
  }
  return { task, rev: applied.at(-1)?.entry ?? 0, facts: applied };
};
