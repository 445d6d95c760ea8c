/**
 * Which slaves can run which tasks. Slaves with the same queues and kinds have the same ability, and there are only a few
 * of those, however many slaves there are.
 */
import { DEFAULT_QUEUE, SLEEP_KIND } from '@steadfast/protocol/messages';
import type { Leadership, Slave } from '../state.ts';
import { canRun, type Ability, type TaskClass } from './ability.ts';
import { firstTurn, readAgain, type ReadyQueue } from './ready-queue.ts';

/**
 * How long the ready tasks of slaves that have all left are kept in memory: a restart, or an outage that all of them notice,
 * is over by then.
 */
const KEEP_READY_MS = 10_000;

/** Abilities that are remembered although no slave has them, so that each continues with its turn. */
const MAX_ABILITIES = 1_000;

/** Returns whether a task is a plain one, which any slave can be expected to run. */
function isPlain({ queue, kind }: TaskClass): boolean {
  return queue === DEFAULT_QUEUE && kind === SLEEP_KIND;
}

/**
 * Returns whether a task may be in the ready queue: it is a plain one, or a slave can run it that is registered, or was until
 * recently. Tasks that nobody can run would fill the queue.
 */
export function isServed({ abilities }: Leadership, task: TaskClass): boolean {
  return isPlain(task) || abilities.values().some((ability) => ability.served && canRun(ability, task));
}

/** Returns whether a task is ready that slaves with an ability can run. */
export function hasReadyFor({ classes }: ReadyQueue, ability: Ability): boolean {
  return classes.values().some((ready) => ready.count > 0 && canRun(ability, ready));
}

/** Returns whether an idle slave finds no ready task that it could run. */
export function isStarved({ abilities, readyQueue }: Leadership): boolean {
  return abilities.values().some((ability) => ability.idle.size > 0 && !hasReadyFor(readyQueue, ability));
}

/** Returns the ability of a registered slave. */
export function abilityOf({ abilities }: Leadership, slave: Slave): Ability {
  const ability = abilities.get(slave.abilityKey);
  if (ability === undefined) throw new Error(`the ability of ${slave.host} is not in memory`);
  return ability;
}

function forgetUnused({ abilities }: Leadership): void {
  if (abilities.size < MAX_ABILITIES) return;
  for (const [key, { slaves }] of abilities) if (slaves === 0) abilities.delete(key);
}

/** Records that a slave has registered. Tasks that were left out, because nobody could run them, are read. */
export function joinAbility(leadership: Leadership, slave: Slave): void {
  const { abilities, readyQueue, epoch } = leadership;
  const [queues, kinds] = [new Set(slave.queues), new Set(slave.kinds)];
  const isNew = queues.values().some((queue) => kinds.values().some((kind) => !isServed(leadership, { queue, kind })));
  forgetUnused(leadership);
  const known = abilities.get(slave.abilityKey);
  const unused = { slaves: 0, leftMs: -Infinity, served: false };
  const ability = known ?? { queues, kinds, ...unused, idle: new Set(), turn: firstTurn(epoch) };
  ability.slaves += 1;
  ability.leftMs = Infinity;
  ability.served = true;
  abilities.set(slave.abilityKey, ability);
  if (isNew) readAgain(readyQueue);
}

/** Records that a slave is not registered any more. */
export function leaveAbility(leadership: Leadership, slave: Slave, nowMs: number): void {
  const ability = abilityOf(leadership, slave);
  ability.slaves -= 1;
  ability.idle.delete(slave.host);
  if (ability.slaves === 0) ability.leftMs = nowMs;
}

/** Ends the time for which ready tasks are kept for slaves that have left. Returns whether that has changed anything. */
export function expireAbilities({ abilities }: Leadership, nowMs: number): boolean {
  const expired = abilities
    .values()
    .filter(({ served, leftMs }) => served && leftMs + KEEP_READY_MS <= nowMs)
    .toArray();
  for (const ability of expired) ability.served = false;
  return expired.length > 0;
}
