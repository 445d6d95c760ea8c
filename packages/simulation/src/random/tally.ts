import { isTaskFact, type Entry, type TaskFact } from '@steadfast/master/core/ledger/facts';
import type { AttemptReference, MasterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import { findReport } from '@steadfast/slave/core/outbox';
import type { FrameToMaster, FrameToSlave } from '../world/cluster.ts';
import { count, type Surroundings } from './surroundings.ts';

/*
 * What happened in a world, counted under names that say what it was. Nothing of it changes what happens.
 */

type Frame = FrameToMaster | FrameToSlave;

/** Counts what happened to a frame; nothing happened to one that has been lost meanwhile. */
export function tallyFrame(world: Surroundings, what: 'slow network' | 'held up' | 'lost', frame?: Frame): void {
  if (frame !== undefined) count(world, `${what}: ${frame.kind === 'message' ? frame.message.kind : frame.kind}`);
}

/** Counts what was sent and will not arrive. `left`: what is still on its way. */
export function tallyLost(world: Surroundings, sent: readonly Frame[], left: readonly Frame[]): void {
  for (const frame of sent) if (!left.includes(frame)) tallyFrame(world, 'lost', frame);
}

/** A master makes a slave drop an attempt: what does that slave still have of it? */
function tallyAbort(world: Surroundings, to: string, attempt: AttemptReference): void {
  const core = world.slaves.get(to)?.core;
  if (core === null || core === undefined) return;
  if (findReport(core.outbox, attempt) !== undefined) count(world, 'report refused');
  else if (core.running?.taskId === attempt.taskId && core.running.attempt === attempt.attempt)
    count(world, 'attempt withdrawn while it ran');
}

/** Counts what somebody says, as it is sent. */
export function tallyMessage(
  world: Surroundings,
  from: string,
  to: string,
  message: SlaveMessage | MasterMessage,
): void {
  switch (message.kind) {
    case 'finished': {
      const core = world.slaves.get(from)?.core;
      if (core?.outbox !== undefined && findReport(core.outbox, message)?.replayed === true)
        count(world, 'report replayed');
      return;
    }
    case 'abort':
      return tallyAbort(world, to, message);
    case 'declined':
    case 'refuse':
      return count(world, `${message.kind}: ${message.reason}`);
    case 'register':
    case 'started':
    case 'aborted':
    case 'leaving':
    case 'welcome':
    case 'assign':
    case 'acknowledge':
  }
}

/** A reign decides about a task that an earlier one has placed; to be asked before the entry is taken into the record. */
function tallyAdopted(world: Surroundings, fact: TaskFact, epoch: number): void {
  if (fact.kind === 'task.placed' || fact.kind === 'task.parked') return;
  const assignment = world.cluster.observations().ledger.tasks.get(fact.task)?.task.assignment ?? null;
  if (assignment !== null && assignment.epoch < epoch) count(world, `adopted, then ${fact.kind}`);
}

/** Counts the facts of an entry that has just become durable. */
export function tallyEntry(world: Surroundings, { facts, epoch }: Entry): void {
  for (const fact of facts) {
    count(world, `fact ${fact.kind}`);
    if (isTaskFact(fact)) tallyAdopted(world, fact, epoch);
    else if (fact.kind === 'slave.lost') count(world, `slave lost: ${fact.reason}`);
    if (fact.kind === 'task.killed' || fact.kind === 'task.returned')
      count(world, `${fact.kind}: ${fact.reason.replaceAll(fact.host, 'its slave')}`);
  }
}

/** Counts the entries that were trimmed, once the world is over. */
export function tallyTrimmed({ cluster, counts }: Surroundings): void {
  const { ledger, lastNumber } = cluster.database().committed;
  counts.set('entry trimmed', lastNumber - ledger.size);
}
