import { isDeepStrictEqual } from 'node:util';
import type { Event } from '@steadfast/master/core/events';
import { createMaster } from '@steadfast/master/core/step';
import { step } from '@steadfast/master/core/step';
import { executeInMemory, createMemoryData, writeEntry } from '@steadfast/master/memory-store';
import type { MasterNode } from '../world/cluster.ts';
import { pendingWorkOf } from '../world/quiescence.ts';
import { documentOf } from './documents.ts';
import { checkCores } from './check-cores.ts';
import type { PlannedTask } from './plan.ts';
import { start } from './processes.ts';
import { writeTasks } from './database-timing.ts';
import type { SimulatedWorld } from './world-state.ts';

/** Ends every fault, and starts whatever is off. */
export function heal(world: SimulatedWorld): void {
  world.cluster.transcribe('world', () => 'heals: every fault ends, every process is started');
  for (const end of world.faultEndings) end();
  world.activeFaults.stuck.clear();
  for (const node of [...world.masters.values(), ...world.slaves.values()]) {
    node.effectsUntilCrash = null;
    if (node.kind === 'master' || !node.retired) start(world, node);
  }
}

/** A task that is submitted when everything is done: who can do this one, could go on for ever. */
const LAST_TASK: PlannedTask = { taskId: 'tlast', sleepMs: 10, atMs: 0, fault: null, repairedAtMs: null };

/** Submits one more task to a world in which everything is done. */
export function submitProbeTask(world: SimulatedWorld): void {
  world.probeTask = LAST_TASK;
  writeTasks(world, [documentOf(LAST_TASK)]);
}

/** Every task that there is. */
function tasksOf({ plan, probeTask }: SimulatedWorld): readonly PlannedTask[] {
  return probeTask === null ? plan.tasks : [...plan.tasks, probeTask];
}

/** What is not as it must be once everything has healed; null when all is well. */
function divergence(world: SimulatedWorld): string | null {
  const { cluster, masters, slaves } = world;
  const { committed } = cluster.database();
  for (const { taskId, fault, repairedAtMs } of tasksOf(world)) {
    const document = committed.tasks.get(taskId);
    const parked = fault !== null && repairedAtMs === null;
    if (parked ? document?.parked === undefined : document?.state !== 'success')
      return `${taskId} is ${document?.state === undefined ? 'not there' : JSON.stringify(document)}`;
    if (document?.assignment !== undefined && !parked) return `${taskId} has an assignment and is done`;
  }
  const openLinks = ({ name }: MasterNode): number =>
    [...world.links.values()].filter((link) => link.master === name).length;
  return pendingWorkOf(
    [...masters.values()],
    [...slaves.values()].filter(({ retired }) => !retired),
    openLinks,
  );
}

/** True when nothing is left to be done. */
export function isConverged(world: SimulatedWorld): boolean {
  return divergence(world) === null;
}

/** A core that is alone with the ledger leads after so many turns at the latest: it waits until the old leader is silent. */
const REPLAY_ROUNDS = 20;

/** Plays the whole ledger to a fresh core over the documents as they were inserted: it must come to the same documents. */
function replay(world: SimulatedWorld): string | null {
  const { cluster } = world;
  const { committed } = cluster.database();
  if (committed.ledger.size < committed.lastNumber) return null;
  const data = createMemoryData();
  for (const entry of committed.ledger.values()) writeEntry(data, entry);
  const plain = tasksOf(world).filter(({ repairedAtMs }) => repairedAtMs === null);
  for (const task of plain) data.tasks.set(task.taskId, documentOf(task));
  const time = { nowMs: 0, wallMs: 0 };
  const identity = { name: 'replay', instance: 'replay', address: 'replay' };
  const settings = { recoveryGraceMs: 1, placementDeadlineMs: 1, retentionMs: Infinity };
  const core = createMaster({ ...identity, ...settings }, time.nowMs);
  for (let round = 0; round < REPLAY_ROUNDS; round += 1) {
    time.nowMs += 200;
    const events: Event[] = [{ kind: 'tick' }];
    for (let event = events.shift(); event !== undefined; event = events.shift())
      for (const effect of step(core, event, time)) {
        if (effect.kind === 'store')
          events.push({
            kind: 'store',
            generation: effect.generation,
            response: executeInMemory(data, effect.request),
          });
      }
  }
  for (const { taskId } of plain) {
    const [fresh, known] = [data.tasks.get(taskId), committed.tasks.get(taskId)];
    if (!isDeepStrictEqual(fresh, known))
      return `${JSON.stringify(fresh)}, and the document is ${JSON.stringify(known)}`;
  }
  return null;
}

/** Checks what must hold in the end. `settled`: it came to rest within its time. */
export function checkConverged(world: SimulatedWorld, settled: boolean): void {
  const { cluster, loggedEntries } = world;
  if (!settled) {
    const why = divergence(world) ?? 'it does not come to rest';
    cluster.reportViolation('heals', () => `long after all faults have ended, ${why}`);
  }
  checkCores(world);
  const { last } = cluster.mutableObservations().ledger;
  for (let number = 1; number <= last; number += 1)
    if (!loggedEntries.has(number))
      cluster.reportViolation(
        'log-is-ledger',
        () =>
          `entry ${number} was logged by nobody: ${JSON.stringify(cluster.database().committed.ledger.get(number)).slice(0, 300)}`,
      );
  const different = replay(world);
  if (different !== null)
    cluster.reportViolation('replay-agrees', () => `a fresh core that reads the ledger comes to ${different}`);
}
