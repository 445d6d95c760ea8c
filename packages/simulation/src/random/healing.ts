import { isDeepStrictEqual } from 'node:util';
import type { Event } from '@steadfast/master/core/events';
import { createMaster } from '@steadfast/master/core/roles';
import { step } from '@steadfast/master/core/step';
import { executeInMemory, createMemoryData, writeEntry } from '@steadfast/master/memory-store';
import type { MasterNode } from '../world/cluster.ts';
import { unrestOf } from '../world/rest.ts';
import { documentOf } from './documents.ts';
import { checkInside } from './inspection.ts';
import type { PlannedTask } from './plan.ts';
import { start } from './processes.ts';
import { submit } from './storage.ts';
import type { Surroundings } from './surroundings.ts';

/** Ends every fault, and starts whatever is off. */
export function heal(world: Surroundings): void {
  world.cluster.narrate('world', () => 'heals: every fault ends, every process is started');
  for (const end of world.endings) end();
  world.weather.stuck.clear();
  for (const node of [...world.masters.values(), ...world.slaves.values()]) {
    node.fuse = null;
    if (node.kind === 'master' || !node.retired) start(world, node);
  }
}

/** A task that is submitted when everything is done: who can do this one, could go on for ever. */
const LAST_TASK: PlannedTask = { taskId: 'tlast', sleepMs: 10, atMs: 0, fault: null, mendedAtMs: null };

/** Submits one more task to a world in which everything is done. */
export function submitLast(world: Surroundings): void {
  world.lastTask = LAST_TASK;
  submit(world, [documentOf(LAST_TASK)]);
}

/** Every task that there is. */
function tasksOf({ plan, lastTask }: Surroundings): readonly PlannedTask[] {
  return lastTask === null ? plan.tasks : [...plan.tasks, lastTask];
}

/** What is not as it must be once everything has healed; null when all is well. */
function unsettled(world: Surroundings): string | null {
  const { cluster, masters, slaves } = world;
  const { committed } = cluster.database();
  for (const { taskId, fault, mendedAtMs } of tasksOf(world)) {
    const document = committed.tasks.get(taskId);
    const parked = fault !== null && mendedAtMs === null;
    if (parked ? document?.parked === undefined : document?.state !== 'success')
      return `${taskId} is ${document?.state === undefined ? 'not there' : JSON.stringify(document)}`;
    if (document?.assignment !== undefined && !parked) return `${taskId} has an assignment and is done`;
  }
  const openLinks = ({ name }: MasterNode): number =>
    [...world.links.values()].filter((link) => link.master === name).length;
  return unrestOf(
    [...masters.values()],
    [...slaves.values()].filter(({ retired }) => !retired),
    openLinks,
  );
}

/** True when nothing is left to be done. */
export function isDone(world: Surroundings): boolean {
  return unsettled(world) === null;
}

/** A core that is alone with the ledger leads after so many turns at the latest: it waits until the old leader is silent. */
const REPLAY_ROUNDS = 20;

/** Plays the whole ledger to a fresh core over the documents as they were inserted: it must come to the same documents. */
function replay(world: Surroundings): string | null {
  const { cluster } = world;
  const { committed } = cluster.database();
  if (committed.ledger.size < committed.lastNumber) return null;
  const data = createMemoryData();
  for (const entry of committed.ledger.values()) writeEntry(data, entry);
  const plain = tasksOf(world).filter(({ mendedAtMs }) => mendedAtMs === null);
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
export function checkHealed(world: Surroundings, settled: boolean): void {
  const { cluster, logged } = world;
  if (!settled) {
    const why = unsettled(world) ?? 'it does not come to rest';
    cluster.report('heals', () => `long after all faults have ended, ${why}`);
  }
  checkInside(world);
  const { last } = cluster.observations().ledger;
  for (let number = 1; number <= last; number += 1)
    if (!logged.has(number))
      cluster.report(
        'log-is-ledger',
        () =>
          `entry ${number} was logged by nobody: ${JSON.stringify(cluster.database().committed.ledger.get(number)).slice(0, 300)}`,
      );
  const different = replay(world);
  if (different !== null)
    cluster.report('replay-agrees', () => `a fresh core that reads the ledger comes to ${different}`);
}
