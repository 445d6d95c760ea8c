import type { LedgerFact } from '../src/evidence.ts';
import { createScribe } from './scribe.ts';

/** What a slave runs, or has finished and not yet had acknowledged. */
interface Work {
  readonly taskId: string;
  readonly attempt: number;
  readonly nonce: string;
  readonly startedMs: number;
}

interface Process {
  readonly name: string;
  readonly instance: string;
  readonly pid: number;
}

interface Slave extends Process {
  alive: boolean;
  connected: boolean;
  running: Work | undefined;
  outbox: Work[];
}

interface Task {
  readonly taskname: string;
  /** In seconds. */
  readonly sleeptime: number;
  attempt: number;
  assigned: { host: string; instance: string } | undefined;
  running: boolean;
}

/** The processes and tasks of a story, as they are at one moment of it. */
export interface World {
  readonly scribe: ReturnType<typeof createScribe>;
  readonly tasks: Map<string, Task>;
  readonly slaves: Map<string, Slave>;
  master: (Process & { epoch: number }) | undefined;
  epochs: number;
  nonces: number;
  processes: number;
}

/** A world in which nothing has happened. */
export function createWorld(): World {
  return {
    scribe: createScribe(),
    tasks: new Map(),
    slaves: new Map(),
    master: undefined,
    epochs: 0,
    nonces: 0,
    processes: 0,
  };
}

function raise(message: string): never {
  throw new Error(`the story makes no sense: ${message}`);
}

/** What a process is started with. */
export function newProcess(world: World, name: string): Process {
  world.processes += 1;
  return { name, instance: `${name}-life${world.processes}`, pid: 1_000 + world.processes };
}

export function slaveOf({ slaves }: World, name: string): Slave {
  return slaves.get(name) ?? raise(`${name} was not started`);
}

export function taskOf({ tasks }: World, taskId: string): Task {
  return tasks.get(taskId) ?? raise(`${taskId} was not seeded`);
}

export function leaderOf({ master }: World): NonNullable<World['master']> {
  return master ?? raise('no master is there');
}

export function workOf(world: World, name: string): Work {
  return slaveOf(world, name).running ?? raise(`${name} is idle`);
}

/** The fields that name the placement of an assigned task in a fact. */
export function placementOf(world: World, taskId: string): Required<Omit<LedgerFact, 'kind' | 'reason' | 'name'>> {
  const { taskname, attempt, assigned } = taskOf(world, taskId);
  const { host, instance } = assigned ?? raise(`${taskId} is assigned to nobody`);
  return { task: taskId, taskname, attempt, host, instance };
}

/** A slave is welcomed. */
export function connect(world: World, slave: Slave): void {
  const { name: host, instance } = slave;
  world.scribe.commit(leaderOf(world), [{ kind: 'slave.joined', host, instance }]);
  world.scribe.log(host, { event: 'session.opened', host, instance, epoch: leaderOf(world).epoch });
  slave.connected = true;
}

/** A report reaches the master: it is recorded, or refused when it is too late. */
export function deliver(world: World, slave: Slave, { taskId, attempt }: Work, replayed: boolean): void {
  const { scribe } = world;
  const task = taskOf(world, taskId);
  const { name: host, instance } = slave;
  const about = { task: task.taskname, taskId, attempt, host, instance };
  scribe.wait(3);
  if (task.assigned?.instance === instance && task.attempt === attempt) {
    scribe.commit(leaderOf(world), [{ kind: 'task.success', ...placementOf(world, taskId) }]);
    task.assigned = undefined;
    scribe.log(host, { event: 'task.success', ...about, replayed });
  } else {
    scribe.log(leaderOf(world).name, { event: 'report.refused', ...about });
    scribe.log(host, { event: 'report.refused', ...about });
  }
}

/** The master takes back what a slave had. */
export function takeBack(world: World, host: string, reason: string): void {
  for (const [taskId, task] of world.tasks) {
    if (task.assigned?.host !== host) continue;
    const kind = task.running ? 'task.killed' : 'task.returned';
    world.scribe.commit(leaderOf(world), [{ kind, ...placementOf(world, taskId), reason }]);
    Object.assign(task, { assigned: undefined, running: false });
  }
}

/** A slave's stream breaks; a master that is there takes its task back. */
export function lose(world: World, slave: Slave, reason: string): void {
  const { name: host, instance } = slave;
  slave.connected = false;
  if (world.master === undefined) return;
  world.scribe.commit(world.master, [{ kind: 'slave.lost', host, instance, reason }]);
  takeBack(world, host, reason);
}

/** What a slave runs ends, in its journal and in its log. */
export function endExecution(world: World, slave: Slave, event: 'finished' | 'aborted'): Work {
  const { scribe } = world;
  const { name: host, instance, pid } = slave;
  const work = workOf(world, host);
  const { taskname } = taskOf(world, work.taskId);
  const { startedMs, ...which } = work;
  const monotonicMs = scribe.nowMs;
  const sleptMs = monotonicMs - startedMs;
  scribe.journal({ event, taskname, ...which, host, instance, pid, monotonicMs, sleptMs });
  scribe.log(host, {
    event: event === 'finished' ? 'task.finished' : 'task.killed',
    task: taskname,
    ...which,
    host,
    instance,
  });
  slave.running = undefined;
  return work;
}
