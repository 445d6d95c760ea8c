import { createGroupCommit, enqueue, type GroupCommit } from '../ledger/group-commit.ts';
import type { Heartbeat } from '../heartbeat.ts';
import type { Effect, StepContext } from '../events.ts';
import { isTaskFact, type Fact, type Placement } from '../ledger/facts.ts';
import { createProjection, type Projection } from '../ledger/projection.ts';
import type { ValidTask } from './task-document.ts';
import { applyFact, type Assignment, type Task } from '../ledger/transitions.ts';
import { createReadyQueue, readyCount, type ReadyQueue } from './ready-queue.ts';

/** Tasks that may wait for their documents before placing and reading pause: the database cannot keep up anyway. */
const MAX_SETTLING = 10_000;

/** What a master is told once. */
export interface MasterConfig {
  readonly name: string;
  readonly instance: string;
  /** Where slaves reach it. */
  readonly address: string;
  /** So long the slaves of open assignments may take to come back after a change of reign, in milliseconds. */
  readonly recoveryGraceMs: number;
  /** So long an assignment may stay unanswered, in milliseconds. */
  readonly placementDeadlineMs: number;
  /** Ledger entries older than this are trimmed, in milliseconds. */
  readonly retentionMs: number;
}

/** A task that the leader holds in memory: runnable, assigned, or not yet projected. Its document is not believed. */
export interface TrackedTask extends Task {
  readonly taskId: string;
  readonly taskname: string;
  readonly sleepSeconds: number;
  /** The last committed entry that changed it; its document will reflect it. */
  rev: number | null;
  /** Facts about it that are decided but not yet projected. */
  unprojected: number;
  /** When its slave must have answered; Infinity while it has not been asked yet, null when nothing is owed. */
  answerDueMs: number | null;
  /** Until when its slave, which is not connected, is waited for; null when it is not. */
  awaitedUntilMs: number | null;
}

/** A slave with a session. */
export interface Slave {
  readonly host: string;
  readonly instance: string;
  readonly session: number;
  /** It can look for another master. */
  readonly otherMasters: boolean;
  /** Its Welcome has gone out; before that it can do nothing but wait, or give up. */
  welcomed: boolean;
  /** It said that it wants no further assignments. */
  leaving: boolean;
  /** Nothing is placed on it before this moment: it declined an assignment, or its stream may have broken unseen. */
  restsUntilMs: number;
  /** Reports of it that are being looked up. */
  lookups: number;
}

/** Everything that a leader holds in memory; forgotten whole when its reign is over. */
export interface Leadership {
  readonly epoch: number;
  readonly config: MasterConfig;
  readonly tasks: Map<string, TrackedTask>;
  /** By host. */
  readonly slaves: Map<string, Slave>;
  /** The host of each session. */
  readonly hosts: Map<number, string>;
  /** The hosts that a task can be placed on now. */
  readonly idle: Set<string>;
  /** By host, the task that it is responsible for, whether it is connected or not. */
  readonly assigned: Map<string, string>;
  readonly readyQueue: ReadyQueue;
  readonly groupCommit: GroupCommit;
  readonly projection: Projection;
  /** Until this moment broken streams are blamed on the master, which had stalled. */
  stalledUntilMs: number;
  readonly heartbeat: Heartbeat;
  /** When the old end of the ledger is looked at next, and which entries were there when it was looked at last. */
  readonly trim: { dueMs: number; through: number };
}

/** The old end of the ledger is looked at so often, in milliseconds; where little is kept, as often as that falls due. */
const TRIM_INTERVAL_MS = 10 * 60_000;

/** The time from one look at the old end of the ledger to the next, in milliseconds. */
export function trimIntervalMs({ retentionMs }: MasterConfig): number {
  return Math.min(TRIM_INTERVAL_MS, retentionMs);
}

/** The memory of a leader whose ledger and documents end at entry `last`. */
export function createLeadership(
  config: MasterConfig,
  epoch: number,
  last: number,
  heartbeat: Heartbeat,
  nowMs: number,
): Leadership {
  return {
    epoch,
    config,
    tasks: new Map(),
    slaves: new Map(),
    hosts: new Map(),
    idle: new Set(),
    assigned: new Map(),
    readyQueue: createReadyQueue(nowMs),
    groupCommit: createGroupCommit(last),
    projection: createProjection(last),
    stalledUntilMs: -Infinity,
    heartbeat,
    trim: { dueMs: nowMs + trimIntervalMs(config), through: last - 1 },
  };
}

/** Takes a task into memory. */
export function track(leadership: Leadership, task: ValidTask): TrackedTask {
  const tracked = { ...task, parked: null, unprojected: 0, answerDueMs: null, awaitedUntilMs: null };
  leadership.tasks.set(task.taskId, tracked);
  return tracked;
}

/**
 * Lets a task go once its document can be believed again: nobody is responsible for it, it is not about to be placed,
 * and all that was decided about it is projected.
 */
export function forgetIfSettled({ tasks, readyQueue }: Leadership, task: TrackedTask): void {
  const { taskId } = task;
  if (task.assignment !== null || task.unprojected > 0) return;
  if (readyQueue.retries.has(taskId) || readyQueue.fresh.has(taskId)) return;
  tasks.delete(taskId);
  if (readyQueue.reading) readyQueue.departed.add(taskId);
}

/** True when so many tasks are in memory for no other reason than that their documents are behind. */
export function isBehind({ tasks, readyQueue, assigned }: Leadership): boolean {
  return tasks.size - readyCount(readyQueue) - assigned.size >= MAX_SETTLING;
}

/** Decides: applies the facts in memory, and hands them to the appender with the effects that must wait for them. */
export function decide(
  leadership: Leadership,
  context: StepContext,
  facts: readonly Fact[],
  effects: readonly Effect[] = [],
): void {
  for (const fact of facts) {
    if (!isTaskFact(fact)) continue;
    const task = leadership.tasks.get(fact.task);
    if (task === undefined) throw new Error(`${fact.kind} was decided about task ${fact.task}, which is not in memory`);
    applyFact(task, fact, { epoch: leadership.epoch, atMs: context.wallMs });
    task.unprojected += 1;
  }
  enqueue(leadership.groupCommit, context, facts, effects);
}

/** Says something to a slave once everything decided so far is durable. */
export function sendAfterCommit(
  leadership: Leadership,
  context: StepContext,
  ...messages: Extract<Effect, { kind: 'send' }>[]
): void {
  decide(leadership, context, [], messages);
}

/** The fields that name the placement of an assigned task in a fact. */
export function placementOf(task: TrackedTask, { host, instance }: Assignment): Placement {
  return {
    task: task.taskId,
    taskname: task.taskname,
    attempt: task.attempt,
    host,
    instance,
  };
}

/** Makes a host eligible for placement, or not, after something about it changed. */
export function refreshIdle({ slaves, assigned, idle }: Leadership, host: string, nowMs: number): void {
  const slave = slaves.get(host);
  const ready = slave !== undefined && !slave.leaving && slave.restsUntilMs <= nowMs && !assigned.has(host);
  if (ready) idle.add(host);
  else idle.delete(host);
}
