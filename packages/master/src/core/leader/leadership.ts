import type { Effect, SendEffect, StepContext } from '../effects.ts';
import { createHeartbeat, type Heartbeat } from '../heartbeat.ts';
import type { EpochFact, SlaveFact, TaskFact } from '../ledger/facts.ts';
import { createGroupCommit, enqueue } from '../ledger/group-commit.ts';
import { createProjection } from '../ledger/projection.ts';
import { applyFact } from '../ledger/transitions.ts';
import type { Leadership, MasterConfig, TrackedTask } from '../state.ts';
import { createReadyQueue } from './ready-queue.ts';
import { trimIntervalMs } from './trimming.ts';

/** The starting point of a leader. */
export interface LeadershipOptions {
  readonly config: MasterConfig;
  readonly epoch: number;
  /** The number of the last entry. The documents reflect the ledger up to it. */
  readonly last: number;
  readonly heartbeat?: Heartbeat;
}

/** Returns the memory of a leader that has just caught up. */
export function createLeadership(options: LeadershipOptions, nowMs: number): Leadership {
  const { config, epoch, last, heartbeat = createHeartbeat(nowMs) } = options;
  return {
    epoch,
    config,
    tasks: new Map(),
    assigned: new Map(),
    recalled: new Set(),
    settling: 0,
    readyQueue: createReadyQueue(config.pageSize, nowMs),
    abilities: new Map(),
    refusedAdoptions: new Set(),
    slaves: new Map(),
    hosts: new Map(),
    idle: new Set(),
    spare: new Set(),
    queued: new Set(),
    groupCommit: createGroupCommit(last),
    projection: createProjection(last),
    heartbeat,
    trim: { dueMs: nowMs + trimIntervalMs(config), through: last - 1 },
    unreadableReportDueMs: -Infinity,
    commandReads: new Map(),
  };
}

/**
 * Decides facts about a task: applies them in memory, and queues them together with the effects that must wait for them.
 * Facts that are decided together are in the same entry.
 * @throws {IllegalTransition} when one of the facts is not a legal transition of the task
 */
export function decideTask(
  leadership: Leadership,
  context: StepContext,
  task: TrackedTask,
  facts: readonly [TaskFact, ...TaskFact[]],
  effects: readonly Effect[] = [],
): void {
  for (const fact of facts) applyFact(task, fact, { epoch: leadership.epoch, atMs: context.wallMs });
  task.unprojected += facts.length;
  enqueue(leadership.groupCommit, context, facts, effects);
}

/** Decides a fact about the cluster: queues it together with the effects that must wait for it. */
export function decide(
  leadership: Leadership,
  context: StepContext,
  fact: EpochFact | SlaveFact,
  effects: readonly Effect[] = [],
): void {
  enqueue(leadership.groupCommit, context, [fact], effects);
}

/** Sends a message to a slave once everything decided so far is durable. */
export function sendAfterCommit({ groupCommit }: Leadership, context: StepContext, message: SendEffect): void {
  enqueue(groupCommit, context, [], [message]);
}
