import { isCancellation, type CommandOutcome } from '@steadfast/master/core/commands';
import type { TaskFact } from '@steadfast/master/core/ledger/facts';
import type { MasterNode } from '../world/cluster.ts';
import { enqueueEvent } from '../world/inbox.ts';
import { count } from './counters.ts';
import { mastersOf, type Plan, type PlannedCommand } from './plan.ts';
import type { RandomStream } from './random-stream.ts';
import { deferWhileFrozen, tasksOf, type SimulatedWorld } from './world-state.ts';

/*
 * Programs that cancel tasks and release them again, and what they are promised.
 */

/** The share of worlds with commands, and how many there are at most. */
const COMMANDS = { probability: 0.4, max: 30 } as const;

/** Returns the plan of some worlds with commands added, that of the others as it is. */
export function withCommands(random: RandomStream, plan: Plan): Plan {
  if (!random.chance(COMMANDS.probability)) return plan;
  // About few tasks, so that commands on the same task meet.
  const about = Array.from({ length: random.integer(1, 5) }, () => random.pick(plan.tasks).taskId);
  const commands = Array.from({ length: random.integer(1, COMMANDS.max) }, (): PlannedCommand => ({
    atMs: random.between(0, plan.healAtMs),
    master: random.pick(mastersOf(plan)),
    taskId: random.pick(about),
    kind: random.chance(0.6) ? 'cancel' : 'release',
  }));
  return { ...plan, commands: commands.sort((one, other) => one.atMs - other.atMs) };
}

/** Checks that what a program was told about its command is in the ledger. */
function checkOutcome(world: SimulatedWorld, { taskId }: PlannedCommand, outcome: CommandOutcome): void {
  const { cluster } = world;
  const facts = cluster.observations().ledger.tasks.get(taskId)?.facts ?? [];
  const needs: Partial<Record<CommandOutcome, TaskFact['kind']>> = {
    cancelled: 'task.cancelled',
    succeeded: 'task.success',
    parked: 'task.parked',
    released: 'task.released',
  };
  const kind = needs[outcome];
  if (kind === undefined || facts.some(({ fact }) => fact.kind === kind)) return;
  cluster.reportViolation(
    'commands-are-durable',
    () => `a program was told that ${taskId} is ${outcome}, but the ledger has no ${kind} of it`,
  );
}

/** A program learns the outcome of a command. */
export function commandDone(world: SimulatedWorld, id: number, outcome: CommandOutcome): void {
  const command = world.commands.get(id);
  if (command === undefined) return;
  world.commands.delete(id);
  world.cluster.transcribe('program', () => `${command.kind} ${command.taskId}: ${outcome}`);
  count(world, `command ${command.kind}: ${outcome}`);
  checkOutcome(world, command, outcome);
}

function deliver(world: SimulatedWorld, master: MasterNode, id: number, { kind, taskId }: PlannedCommand): void {
  if (master.status !== 'up') return;
  const command = kind === 'cancel' ? { kind, taskId, reason: 'cancelled' } : { kind, taskId };
  const { cluster } = world;
  if (cluster.drivers === null) enqueueEvent(cluster, master, { kind: 'command', id, command });
  else cluster.drivers.command(master, command, (outcome) => commandDone(world, id, outcome));
}

/** A program sends a command to a master. It is lost if the master is down. */
export function issueCommand(world: SimulatedWorld, command: PlannedCommand): void {
  const master = world.masters.get(command.master);
  if (master === undefined) return;
  world.issuedCommands += 1;
  const id = world.issuedCommands;
  world.commands.set(id, command);
  const { incarnation } = master;
  deferWhileFrozen(world, master, () => {
    if (master.incarnation === incarnation) deliver(world, master, id, command);
  });
}

/** Checks that no task was placed after it was cancelled, unless it was released, or repaired by a user. */
export function checkCancelled(world: SimulatedWorld): void {
  const { ledger } = world.cluster.observations();
  for (const { taskId, repairedAtMs } of tasksOf(world)) {
    let cancelledIn: number | null = null;
    for (const { fact, number } of ledger.tasks.get(taskId)?.facts ?? []) {
      if (fact.kind === 'task.cancelled') cancelledIn = number;
      if (fact.kind === 'task.released') cancelledIn = null;
      if (fact.kind !== 'task.placed' || cancelledIn === null || repairedAtMs !== null) continue;
      const since = cancelledIn;
      world.cluster.reportViolation(
        'cancelled-is-final',
        () => `${taskId} was placed in entry ${number}, although it was cancelled in entry ${since}`,
      );
    }
  }
}

/** Returns whether a document says that its task was cancelled. */
export function isCancelled({ parked }: { readonly parked?: { readonly reason: string } }): boolean {
  return parked !== undefined && isCancellation(parked.reason);
}
