import type { Leadership } from '@steadfast/master/core/leader/leadership';
import type { SlaveNode } from '../world/cluster.ts';
import { leadershipOf } from '../world/rest.ts';
import type { Surroundings } from './surroundings.ts';

/** What a leader may hold in memory beside what its slaves run: its window, and what is not projected yet. */
const WINDOW_BOUND = 1_500;
const SETTLING_BOUND = 10_000;

/** What a leader with nothing in flight knows about its tasks is what the ledger says. */
function checkKnowledge({ cluster }: Surroundings, name: string, leadership: Leadership): void {
  const { ledger } = cluster.observations();
  const { groupCommit, tasks, epoch } = leadership;
  if (epoch !== ledger.epoch || groupCommit.inFlight !== null || groupCommit.waiting.length > 0) return;
  for (const task of tasks.values()) {
    const known = ledger.tasks.get(task.taskId)?.task;
    const same =
      known === undefined
        ? task.attempt === 0 && task.assignment === null
        : known.state === task.state &&
          known.attempt === task.attempt &&
          known.assignment?.instance === task.assignment?.instance;
    if (same) continue;
    const detail = (): string =>
      `${name} holds ${task.taskId} for ${task.state}#${task.attempt}, by the ledger it is ${known?.state}#${known?.attempt}`;
    cluster.report('leader-knows-the-ledger', detail);
  }
}

/** Where slaves were spared, whatever else happened, nothing that began has begun again. */
function checkSpared({ plan, cluster }: Surroundings): void {
  if (!plan.slavesAreSpared) return;
  for (const [taskId, times] of cluster.observations().executions.counts)
    if (times > 1) cluster.report('no-needless-rerun', () => `${taskId} was started ${times} times`);
}

/** So long a slave with a session may go on with what counts no more, in milliseconds: until it hears of it. */
const STALE_MS = 5_000;

/** Whoever is with the leader of the latest reign soon hears that what it runs counts no more. */
function checkStale(world: Surroundings, { id, host, core, link, power, life }: SlaveNode): void {
  const { cluster, staleSinceMs, weather } = world;
  const { ledger } = cluster.observed();
  const running = core?.running ?? null;
  const assignment = running === null ? undefined : ledger.tasks.get(running.taskId)?.task;
  const counts =
    running === null ||
    (assignment?.attempt === running.attempt && assignment.assignment?.instance === `${id}.${life}`);
  const session = link === null ? undefined : world.links.get(link);
  const master = session === undefined ? undefined : world.masters.get(session.master);
  const heard = core?.phase.kind === 'welcomed' && session?.epoch === ledger.epoch && session.masterSide === 'open';
  const calm =
    weather.databaseAway === 0 && weather.networkDelayMs + weather.databaseDelayMs + weather.majorityDelayMs === 0;
  if (counts || !heard || power !== 'on' || master?.power !== 'on' || !calm || weather.cuts.size > 0)
    return void staleSinceMs.delete(id);
  const sinceMs = staleSinceMs.get(id) ?? world.agenda.nowMs();
  staleSinceMs.set(id, sinceMs);
  if (world.agenda.nowMs() - sinceMs > STALE_MS)
    cluster.report('stale-work-stops', () => `${host} goes on with ${running.taskId}#${running.attempt}`);
}

/** Only who can be given something counts as idle. */
function checkIdle({ cluster }: Surroundings, name: string, { idle, slaves, assigned }: Leadership): void {
  for (const host of idle)
    if (slaves.get(host)?.leaving !== false || assigned.has(host))
      cluster.report('leader-knows-the-ledger', () => `${name} holds ${host} for idle`);
}

/** Looks into the cores: what they hold is bounded, and true. */
export function checkInside(world: Surroundings): void {
  checkSpared(world);
  for (const slave of world.slaves.values()) checkStale(world, slave);
  for (const master of world.masters.values()) {
    const leadership = leadershipOf(master);
    if (leadership === null) continue;
    const { readyQueue, tasks, slaves } = leadership;
    const ready = readyQueue.retries.size + readyQueue.fresh.size;
    const bounded = ready <= WINDOW_BOUND && tasks.size <= WINDOW_BOUND + SETTLING_BOUND + slaves.size;
    if (!bounded)
      world.cluster.report('memory-is-bounded', () => `${master.name} holds ${ready} ready of ${tasks.size} tasks`);
    checkKnowledge(world, master.name, leadership);
    checkIdle(world, master.name, leadership);
  }
}
