import { isTaskFact, type Entry, type TaskFact } from '@steadfast/master/core/ledger/facts';
import type { AttemptReference, MasterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import { findReport } from '@steadfast/slave/core/outbox';
import type { FrameToMaster, FrameToSlave } from '../world/cluster.ts';
import type { SimulatedWorld } from './world-state.ts';

/*
 * Counters of what occurred in a world, for reports and for the coverage check of a campaign. They never influence what
 * happens next.
 */

/** The counter of worlds that run the real drivers. */
export const DRIVEN_WORLD = 'world with real drivers';

type Frame = FrameToMaster | FrameToSlave;

/** Increments a counter. */
export function count({ counters }: SimulatedWorld, name: string): void {
  counters.set(name, (counters.get(name) ?? 0) + 1);
}

/** Counts a frame that a fault affected; nothing if the frame has been lost in the meantime. */
export function countFrame(world: SimulatedWorld, what: 'slow network' | 'blocked' | 'lost', frame?: Frame): void {
  if (frame !== undefined) count(world, `${what}: ${frame.kind === 'message' ? frame.message.kind : frame.kind}`);
}

/** Counts the frames that were lost: those sent that are no longer in flight. */
export function countLostFrames(world: SimulatedWorld, sent: readonly Frame[], inFlight: readonly Frame[]): void {
  for (const frame of sent) if (!inFlight.includes(frame)) countFrame(world, 'lost', frame);
}

/** Counts an abort by what the slave still has of the attempt when it is sent. */
function countAbort(world: SimulatedWorld, to: string, attempt: AttemptReference): void {
  const core = world.slaves.get(to)?.core;
  if (core === null || core === undefined) return;
  if (findReport(core.outbox, attempt) !== undefined) count(world, 'report refused');
  else if (core.running?.taskId === attempt.taskId && core.running.attempt === attempt.attempt)
    count(world, 'attempt revoked while running');
}

/** Counts a message when it is sent. */
export function countMessage(
  world: SimulatedWorld,
  from: string,
  to: string,
  message: SlaveMessage | MasterMessage,
): void {
  switch (message.kind) {
    case 'finished':
    case 'failed': {
      const core = world.slaves.get(from)?.core;
      if (core?.outbox !== undefined && findReport(core.outbox, message)?.replayed === true)
        count(world, 'report replayed');
      return;
    }
    case 'abort':
      return countAbort(world, to, message);
    case 'declined':
    case 'refuse':
      return count(world, `${message.kind}: ${message.reason}`);
    case 'register':
    case 'started':
    case 'aborted':
    case 'leaving':
    case 'assign':
      if ((world.slaves.get(to)?.core?.running ?? null) !== null) count(world, 'assigned ahead');
      return;
    case 'recall':
      return count(world, 'recalled');
    case 'welcome':
    case 'acknowledge':
  }
}

/** Counts a fact about an attempt that was placed in an earlier epoch. Must be called before the fact is recorded. */
function countAdopted(world: SimulatedWorld, fact: TaskFact, epoch: number): void {
  if (fact.kind === 'task.placed' || fact.kind === 'task.parked') return;
  const assignment = world.cluster.observations().ledger.tasks.get(fact.task)?.task.assignment ?? null;
  if (assignment !== null && assignment.epoch < epoch) count(world, `adopted, then ${fact.kind}`);
}

/** Counts the facts of an entry that has just become durable. */
export function countEntry(world: SimulatedWorld, { facts, epoch }: Entry): void {
  for (const fact of facts) {
    count(world, `fact ${fact.kind}`);
    if (isTaskFact(fact)) countAdopted(world, fact, epoch);
    else if (fact.kind === 'slave.lost') count(world, `slave lost: ${fact.reason}`);
    if (fact.kind === 'task.killed' || fact.kind === 'task.returned')
      count(world, `${fact.kind}: ${fact.reason.replaceAll(fact.host, 'its slave')}`);
  }
}

/** Counts the trimmed entries at the end of a world. */
export function countTrimmedEntries({ cluster, counters }: SimulatedWorld): void {
  const { ledger, lastNumber } = cluster.database().committed;
  counters.set('entry trimmed', lastNumber - ledger.size);
}
