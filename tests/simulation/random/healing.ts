import { isDeepStrictEqual } from 'node:util';
import type { Event } from '@steadfast/master/core/events';
import { createMaster } from '@steadfast/master/core/leadership';
import { step } from '@steadfast/master/core/master';
import type { Reign } from '@steadfast/master/core/reign';
import { answerFromMemory, createMemoryData, writeEntry } from '@steadfast/master/memory-store';
import type { MasterNode, SlaveNode } from '../world/cluster.ts';
import { reignOf, unrestOf } from '../world/rest.ts';
import { documentOf } from './documents.ts';
import type { PlannedTask } from './plan.ts';
import { start } from './processes.ts';
import { submit } from './storage.ts';
import type { Surroundings } from './surroundings.ts';

/** What a leader may hold in memory beside what its slaves run: its window, and what is not projected yet. */
const WINDOW_BOUND = 1_500;
const SETTLING_BOUND = 10_000;

/** Ends every fault, and starts whatever is off. */
export const heal = (world: Surroundings): void => {
  world.cluster.narrate('world', () => 'heals: every fault ends, every process is started');
  for (const end of world.endings) end();
  world.weather.stuck.clear();
  for (const node of [...world.masters.values(), ...world.slaves.values()]) {
    node.fuse = null;
    if (node.kind === 'master' || !node.retired) start(world, node);
  }
};

/** What a leader with nothing in flight knows about its tasks is what the ledger says. */
const checkKnowledge = ({ cluster }: Surroundings, name: string, reign: Reign): void => {
  const { ledger } = cluster.observations();
  const { appender, tasks, epoch } = reign;
  if (epoch !== ledger.epoch || appender.inFlight !== null || appender.waiting.length > 0) return;
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
};

/** Where slaves were spared, whatever else happened, nothing that began has begun again. */
const checkSpared = ({ plan, cluster }: Surroundings): void => {
  if (!plan.slavesAreSpared) return;
  for (const [taskId, times] of cluster.observations().executions.counts)
    if (times > 1) cluster.report('no-needless-rerun', () => `${taskId} was started ${times} times`);
};

/** So long a slave with a session may go on with what counts no more, in milliseconds: until it hears of it. */
const STALE_MS = 5_000;

/** Whoever is with the leader of the latest reign soon hears that what it runs counts no more. */
const checkStale = (world: Surroundings, { id, host, core, link, power, life }: SlaveNode): void => {
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
};

/** Only who can be given something counts as idle. */
const checkIdle = ({ cluster }: Surroundings, name: string, { idle, slaves, assigned }: Reign): void => {
  for (const host of idle)
    if (slaves.get(host)?.leaving !== false || assigned.has(host))
      cluster.report('leader-knows-the-ledger', () => `${name} holds ${host} for idle`);
};

/** Looks into the cores: what they hold is bounded, and true. */
export const checkInside = (world: Surroundings): void => {
  checkSpared(world);
  for (const slave of world.slaves.values()) checkStale(world, slave);
  for (const master of world.masters.values()) {
    const reign = reignOf(master);
    if (reign === null) continue;
    const { window, tasks, slaves } = reign;
    const ready = window.again.size + window.fresh.size;
    const bounded = ready <= WINDOW_BOUND && tasks.size <= WINDOW_BOUND + SETTLING_BOUND + slaves.size;
    if (!bounded)
      world.cluster.report('memory-is-bounded', () => `${master.name} holds ${ready} ready of ${tasks.size} tasks`);
    checkKnowledge(world, master.name, reign);
    checkIdle(world, master.name, reign);
  }
};

/** A task that is submitted when everything is done: who can do this one, could go on for ever. */
const LAST_TASK: PlannedTask = { taskId: 'tlast', sleepMs: 10, atMs: 0, fault: null, mendedAtMs: null };

/** Submits one more task to a world in which everything is done. */
export const submitLast = (world: Surroundings): void => {
  world.lastTask = LAST_TASK;
  submit(world, [documentOf(LAST_TASK)]);
};

/** Every task that there is. */
const tasksOf = ({ plan, lastTask }: Surroundings): readonly PlannedTask[] =>
  lastTask === null ? plan.tasks : [...plan.tasks, lastTask];

/** What is not as it must be once everything has healed; null when all is well. */
const unsettled = (world: Surroundings): string | null => {
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
};

/** True when nothing is left to be done. */
export const isDone = (world: Surroundings): boolean => unsettled(world) === null;

/** A core that is alone with the ledger leads after so many turns at the latest: it waits until the old leader is silent. */
const REPLAY_TURNS = 20;

/** Plays the whole ledger to a fresh core over the documents as they were inserted: it must come to the same documents. */
const replay = (world: Surroundings): string | null => {
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
  for (let turn = 0; turn < REPLAY_TURNS; turn += 1) {
    time.nowMs += 200;
    const events: Event[] = [{ kind: 'tick' }];
    for (let event = events.shift(); event !== undefined; event = events.shift())
      for (const effect of step(core, event, time)) {
        if (effect.kind === 'store')
          events.push({ kind: 'store', term: effect.term, response: answerFromMemory(data, effect.request) });
      }
  }
  for (const { taskId } of plain) {
    const [fresh, known] = [data.tasks.get(taskId), committed.tasks.get(taskId)];
    if (!isDeepStrictEqual(fresh, known))
      return `${JSON.stringify(fresh)}, and the document is ${JSON.stringify(known)}`;
  }
  return null;
};

/** Checks what must hold in the end. `settled`: it came to rest within its time. */
export const checkHealed = (world: Surroundings, settled: boolean): void => {
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
};
