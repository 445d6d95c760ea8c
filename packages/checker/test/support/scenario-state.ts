import type { LedgerFact } from '../../src/evidence/evidence.ts';
import { createEvidenceWriter } from './evidence-writer.ts';

/** An execution that a slave runs, or a finished one with a report that is not acknowledged yet. */
interface Work {
  readonly taskId: string;
  readonly attempt: number;
  readonly nonce: string;
  readonly startedMs: number;
}

interface ScenarioProcess {
  readonly name: string;
  readonly instance: string;
  readonly pid: number;
}

interface ScenarioSlave extends ScenarioProcess {
  alive: boolean;
  connected: boolean;
  running: Work | undefined;
  outbox: Work[];
}

interface ScenarioTask {
  readonly taskname: string;
  /** In seconds. */
  readonly sleeptime: number;
  attempt: number;
  assigned: { host: string; instance: string } | undefined;
  running: boolean;
}

/** The processes and tasks of a scenario, at its current time. */
export interface ScenarioState {
  readonly writer: ReturnType<typeof createEvidenceWriter>;
  readonly tasks: Map<string, ScenarioTask>;
  readonly slaves: Map<string, ScenarioSlave>;
  master: (ScenarioProcess & { epoch: number }) | undefined;
  epochs: number;
  nonces: number;
  processes: number;
}

/** Creates the state of a scenario in which nothing has happened. */
export function createScenarioState(): ScenarioState {
  return {
    writer: createEvidenceWriter(),
    tasks: new Map(),
    slaves: new Map(),
    master: undefined,
    epochs: 0,
    nonces: 0,
    processes: 0,
  };
}

function raise(message: string): never {
  throw new Error(`the scenario is inconsistent: ${message}`);
}

/** Creates the identity of a new process. */
export function newProcess(state: ScenarioState, name: string): ScenarioProcess {
  state.processes += 1;
  return { name, instance: `${name}-life${state.processes}`, pid: 1_000 + state.processes };
}

export function slaveOf({ slaves }: ScenarioState, name: string): ScenarioSlave {
  return slaves.get(name) ?? raise(`${name} was not started`);
}

export function taskOf({ tasks }: ScenarioState, taskId: string): ScenarioTask {
  return tasks.get(taskId) ?? raise(`${taskId} was not seeded`);
}

export function leaderOf({ master }: ScenarioState): NonNullable<ScenarioState['master']> {
  return master ?? raise('no master leads');
}

export function workOf(state: ScenarioState, name: string): Work {
  return slaveOf(state, name).running ?? raise(`${name} is idle`);
}

/** Returns the fields with which a fact names the placement of an assigned task. */
export function placementOf(
  state: ScenarioState,
  taskId: string,
): Required<Omit<LedgerFact, 'kind' | 'reason' | 'name'>> {
  const { taskname, attempt, assigned } = taskOf(state, taskId);
  const { host, instance } = assigned ?? raise(`${taskId} is not assigned`);
  return { task: taskId, taskname, attempt, host, instance };
}

/** A slave joins and opens a session. */
export function connect(state: ScenarioState, slave: ScenarioSlave): void {
  const { name: host, instance } = slave;
  state.writer.commit(leaderOf(state), [{ kind: 'slave.joined', host, instance }]);
  state.writer.log(host, { event: 'session.opened', host, instance, epoch: leaderOf(state).epoch });
  slave.connected = true;
}

/** A report reaches the master, which records it, or refuses it when it is stale. */
export function deliver(
  state: ScenarioState,
  slave: ScenarioSlave,
  { taskId, attempt }: Work,
  replayed: boolean,
): void {
  const { writer } = state;
  const task = taskOf(state, taskId);
  const { name: host, instance } = slave;
  const subject = { task: task.taskname, taskId, attempt, host, instance };
  writer.wait(3);
  if (task.assigned?.instance === instance && task.attempt === attempt) {
    writer.commit(leaderOf(state), [{ kind: 'task.success', ...placementOf(state, taskId) }]);
    task.assigned = undefined;
    writer.log(host, { event: 'task.success', ...subject, replayed });
  } else {
    writer.log(leaderOf(state).name, { event: 'report.refused', ...subject });
    writer.log(host, { event: 'report.refused', ...subject });
  }
}

/** The master revokes the attempts of a slave. */
export function revoke(state: ScenarioState, host: string, reason: string): void {
  for (const [taskId, task] of state.tasks) {
    if (task.assigned?.host !== host) continue;
    const kind = task.running ? 'task.killed' : 'task.returned';
    state.writer.commit(leaderOf(state), [{ kind, ...placementOf(state, taskId), reason }]);
    Object.assign(task, { assigned: undefined, running: false });
  }
}

/** The stream of a slave breaks. If a master leads, it revokes the slave's attempts. */
export function disconnect(state: ScenarioState, slave: ScenarioSlave, reason: string): void {
  const { name: host, instance } = slave;
  slave.connected = false;
  if (state.master === undefined) return;
  state.writer.commit(state.master, [{ kind: 'slave.lost', host, instance, reason }]);
  revoke(state, host, reason);
}

/** The execution of a slave ends, in its journal and in its log. */
export function endExecution(state: ScenarioState, slave: ScenarioSlave, event: 'finished' | 'aborted'): Work {
  const { writer } = state;
  const { name: host, instance, pid } = slave;
  const work = workOf(state, host);
  const { taskname } = taskOf(state, work.taskId);
  const { startedMs, ...subject } = work;
  const monotonicMs = writer.nowMs;
  writer.journal({ event, taskname, ...subject, host, instance, pid, monotonicMs, sleptMs: monotonicMs - startedMs });
  writer.log(host, {
    event: event === 'finished' ? 'task.finished' : 'task.killed',
    task: taskname,
    ...subject,
    host,
    instance,
  });
  slave.running = undefined;
  return work;
}
