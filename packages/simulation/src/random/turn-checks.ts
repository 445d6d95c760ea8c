import { maxOvertaking } from '@steadfast/invariants';
import { SLEEP_KIND } from '@steadfast/protocol/messages';
import type { Leadership } from '@steadfast/master/core/state';
import type { SimulatedWorld, WaitingTask } from './world-state.ts';

/** Returns how many placements a leader has decided that may not be in the ledger yet. */
function pendingPlacements({ groupCommit: { inFlight, backlog } }: Leadership): number {
  const decided = [...(inFlight?.entry.facts ?? []), ...backlog.flatMap(({ facts }) => facts)];
  return decided.filter(({ kind }) => kind === 'task.placed').length;
}

/** Returns whether nothing can delay the reading of documents: all faults are deaths of slaves. */
function onlySlavesDie({ plan, slaves }: SimulatedWorld): boolean {
  return plan.faults.every((fault) => fault.kind === 'kill' && slaves.has(fault.node));
}

/** Returns whether slaves can run different tasks, so that placements of some do not overtake others. */
export function hasSeveralClasses({ plan }: SimulatedWorld): boolean {
  return plan.tasks.some(({ queue }) => queue !== undefined);
}

/**
 * Checks that no task that is still in the database only is overtaken by more placements than taking turns allows. Such a
 * task may have to wait while its page is read, so this is checked only in worlds in which that takes no time.
 */
export function checkUnplaced(world: SimulatedWorld): void {
  const { cluster, plan } = world;
  const { fairness, tasks } = cluster.observations().ledger;
  const limit = maxOvertaking(plan.tasks.length) + 2 * plan.slaves;
  if (fairness.placements <= limit || !onlySlavesDie(world) || hasSeveralClasses(world)) return;
  const starved = plan.tasks.find(({ taskId, atMs, fault }) => atMs === 0 && fault === null && !tasks.has(taskId));
  if (starved !== undefined)
    cluster.reportViolation(
      'nothing-starves',
      () => `${fairness.placements} placements in an epoch, but none of ${starved.taskId}`,
    );
}

/** Checks that no task in the memory of a leader is overtaken by more placements than taking turns allows. */
export function checkTurns(world: SimulatedWorld, name: string, leadership: Leadership): void {
  const { cluster, waiting } = world;
  const { epoch, fairness } = cluster.observations().ledger;
  const before = waiting.get(name);
  waiting.delete(name);
  if (leadership.epoch !== epoch || hasSeveralClasses(world)) return;
  const { readyQueue, tasks } = leadership;
  const ready = [...readyQueue.retries, ...readyQueue.fresh];
  const seen = { placements: fairness.placements + pendingPlacements(leadership), among: ready.length };
  const now = new Map<string, WaitingTask>();
  for (const taskId of ready) {
    const task = tasks.get(taskId);
    // Others may have left the memory meanwhile, because no slave could run them.
    if (task?.kind !== SLEEP_KIND) continue;
    const { attempt } = task;
    const earlier = before?.epoch === epoch ? before.tasks.get(taskId) : undefined;
    const since = earlier?.attempt === attempt ? earlier : { ...seen, attempt };
    now.set(taskId, since);
    const overtaken = fairness.placements - since.placements;
    if (overtaken > maxOvertaking(since.among))
      cluster.reportViolation(
        'nothing-starves',
        () => `${name} placed ${overtaken} others while ${taskId}#${attempt} waited among ${since.among}`,
      );
  }
  waiting.set(name, { epoch, tasks: now });
}
