import { MAX_HELD, MAX_QUEUED } from '@steadfast/protocol/limits';
import type { TaskFact } from '@steadfast/master/core/ledger/facts';
import type { Leadership } from '@steadfast/master/core/state';
import type { SlaveNode } from '../world/cluster.ts';
import { leadershipOf } from '../world/quiescence.ts';
import { checkUnserved } from '../world/waiting-checks.ts';
import { checkTurns, checkUnplaced, hasSeveralClasses } from './turn-checks.ts';
import type { SimulatedWorld } from './world-state.ts';

/*
 * Promises about what the cores hold in memory, checked at regular intervals.
 */

/** The bound on the tasks that a leader holds in memory because they are not yet projected. */
const MAX_SETTLING_TASKS = 10_000;

/** How long a slave may run a stale attempt: enough for the leader to notice and for the Abort to arrive. */
const MAX_STALE_MS = 5_000;

/** Checks that the tasks of a leader agree with the ledger, unless facts are still in flight. */
function checkLeaderTasks({ cluster }: SimulatedWorld, name: string, leadership: Leadership): void {
  const { ledger } = cluster.observations();
  const { groupCommit, tasks, epoch } = leadership;
  if (epoch !== ledger.epoch || groupCommit.inFlight !== null || groupCommit.backlog.length > 0) return;
  for (const task of tasks.values()) {
    const record = ledger.tasks.get(task.taskId);
    const recorded = record?.task;
    // Its document may be invalid, and hold any number of attempts. It is read again before the task is placed.
    const released = record?.facts.at(-1)?.fact.kind === 'task.released';
    const agrees =
      recorded === undefined
        ? task.attempt === 0 && task.assignment === null
        : recorded.state === task.state &&
          (recorded.attempt === task.attempt || released) &&
          recorded.assignment?.instance === task.assignment?.instance;
    if (agrees) continue;
    cluster.reportViolation('leader-knows-the-ledger', () => {
      const held = `${name} holds ${task.taskId} as ${task.state}#${task.attempt}`;
      return `${held}, by the ledger it is ${recorded?.state}#${recorded?.attempt}`;
    });
  }
}

/** Checks that every idle slave of a leader can be assigned a task. */
function checkIdleSlaves({ cluster }: SimulatedWorld, name: string, { idle, slaves, assigned }: Leadership): void {
  for (const host of idle)
    if (slaves.get(host)?.leaving !== false || assigned.has(host))
      cluster.reportViolation(
        'leader-knows-the-ledger',
        () => `${name} considers ${host} idle, which is not available`,
      );
}

/** Checks that a leader awaits exactly the slaves that are responsible for tasks, but not connected. */
function checkAwaited({ cluster }: SimulatedWorld, name: string, { slaves, assigned, tasks }: Leadership): void {
  for (const [host, taskIds] of assigned)
    for (const taskId of taskIds) {
      const phase = tasks.get(taskId)?.phase.kind;
      if ((phase === 'awaiting') === slaves.has(host))
        cluster.reportViolation(
          'leader-knows-the-ledger',
          () => `${name} holds ${taskId} as ${phase} on ${host}, which is ${slaves.has(host) ? '' : 'not '}connected`,
        );
    }
}

function checkMemory(world: SimulatedWorld, name: string, leadership: Leadership): void {
  const { readyQueue, tasks, slaves, assigned } = leadership;
  const { cluster, plan } = world;
  const { retries, fresh } = readyQueue;
  // A page is read while less than half of one is left. Detached documents are read with the strays.
  // Of tasks that the idle slaves cannot run, up to two pages may be read on the way to those that they can run.
  const pages = hasSeveralClasses(world) ? 2 * readyQueue.classes.size + 1 : 1.5;
  const maxReady = Math.ceil(pages * plan.pageSize) + cluster.database().primary.detached.size;
  const maxTasks = 2 * maxReady + MAX_SETTLING_TASKS + (1 + MAX_QUEUED) * slaves.size;
  for (const [host, { size }] of assigned)
    if (size > MAX_HELD)
      cluster.reportViolation('memory-is-bounded', () => `${name} holds ${size} assignments of ${host}`);
  if (retries.size > maxReady || fresh.size > maxReady || tasks.size > maxTasks)
    cluster.reportViolation(
      'memory-is-bounded',
      () => `${name} holds ${tasks.size} tasks, of which ${retries.size} retries and ${fresh.size} fresh ones wait`,
    );
}

/** The facts after which a task may be started again. */
const STARTS_AGAIN: ReadonlySet<TaskFact['kind']> = new Set(['task.failed', 'task.released']);

/** Checks that no task has started again unless it failed or was released, if all faults spare the slaves that run one. */
function checkReruns({ plan, cluster, twinDiedWithTask }: SimulatedWorld): void {
  if (!plan.faultsSpareSlaves || twinDiedWithTask) return;
  const { executions, ledger } = cluster.observations();
  const failuresOf = (taskId: string): number =>
    ledger.tasks.get(taskId)?.facts.filter(({ fact }) => STARTS_AGAIN.has(fact.kind)).length ?? 0;
  for (const [taskId, times] of executions.counts)
    if (times > 1 && times > 1 + failuresOf(taskId))
      cluster.reportViolation('no-needless-rerun', () => `${taskId} was started ${times} times`);
}

/** True when the attempt that a slave is running is not assigned to it any more. */
function isStale({ cluster }: SimulatedWorld, { id, core, incarnation }: SlaveNode): boolean {
  const running = core?.running ?? null;
  if (running === null) return false;
  const task = cluster.observations().ledger.tasks.get(running.taskId)?.task;
  return task?.attempt !== running.attempt || task.assignment?.instance !== `${id}.${incarnation}`;
}

/** True when a slave has a working session with the leader of the current epoch, and no fault slows them down. */
function isConnectedToLeader(world: SimulatedWorld, { core, link, status }: SlaveNode): boolean {
  const { cluster, links, falseLinks, masters, activeFaults, events } = world;
  const session = link === null ? undefined : links.get(link);
  const master = session === undefined ? undefined : masters.get(session.master);
  return (
    core?.connection.kind === 'registered' &&
    session?.epoch === cluster.observations().ledger.epoch &&
    session.masterSide === 'open' &&
    !falseLinks.has(session.id) &&
    status === 'up' &&
    master?.status === 'up' &&
    // Until an append is confirmed, the leader does not know what is stale by the ledger.
    leadershipOf(master)?.groupCommit.inFlight === null &&
    activeFaults.databaseOutages === 0 &&
    activeFaults.networkDelayMs + activeFaults.databaseDelayMs + activeFaults.replicationDelayMs === 0 &&
    activeFaults.partitions.size === 0 &&
    activeFaults.slowReaders.size + activeFaults.lateTimers.size === 0 &&
    events.nowMs() > activeFaults.disturbedUntilMs
  );
}

/** Checks that a slave that the leader can reach does not run a stale attempt for long. */
function checkStaleWork(world: SimulatedWorld, slave: SlaveNode): void {
  const { cluster, events, staleSinceMs } = world;
  const { id, host, core } = slave;
  if (!isStale(world, slave) || !isConnectedToLeader(world, slave)) return void staleSinceMs.delete(id);
  const sinceMs = staleSinceMs.get(id) ?? events.nowMs();
  staleSinceMs.set(id, sinceMs);
  if (events.nowMs() - sinceMs > MAX_STALE_MS)
    cluster.reportViolation(
      'stale-work-stops',
      () => `${host} is still running ${core?.running?.taskId}#${core?.running?.attempt}`,
    );
}

/** Checks what all cores hold in memory. */
export function checkCores(world: SimulatedWorld): void {
  checkReruns(world);
  checkUnplaced(world);
  for (const slave of world.slaves.values()) checkStaleWork(world, slave);
  for (const master of world.masters.values()) {
    const leadership = leadershipOf(master);
    if (leadership === null) continue;
    checkMemory(world, master.name, leadership);
    checkTurns(world, master.name, leadership);
    checkLeaderTasks(world, master.name, leadership);
    checkIdleSlaves(world, master.name, leadership);
    checkAwaited(world, master.name, leadership);
    checkUnserved(world.cluster, master.name, leadership);
  }
}
