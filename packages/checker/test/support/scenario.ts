import {
  connect,
  createScenarioState,
  deliver,
  disconnect,
  endExecution,
  leaderOf,
  newProcess,
  placementOf,
  revoke,
  slaveOf,
  taskOf,
  workOf,
  type ScenarioState,
} from './scenario-state.ts';

/** How many entries are beyond the watermark when a master dies. */
const ENTRIES_LOGGED_AGAIN = 20;

function masterActions(state: ScenarioState) {
  return {
    /** A master starts, begins an epoch, and waits for every slave that is alive; the attempts of others are revoked. */
    startMaster: (name = 'master1'): void => {
      const { writer, slaves, tasks } = state;
      const identity = newProcess(state, name);
      writer.wait(50);
      state.epochs += 1;
      if (state.epochs > 1) writer.recordChaos({ action: 'start', target: name, pid: identity.pid });
      writer.log(name, { event: 'process.started', role: 'master', ...identity });
      state.master = { ...identity, epoch: state.epochs };
      writer.commit(state.master, [{ kind: 'epoch.began', name, instance: identity.instance }]);
      writer.logAgain(name, ENTRIES_LOGGED_AGAIN);
      for (const slave of slaves.values()) {
        if (!slave.alive) continue;
        connect(state, slave);
        for (const work of slave.outbox.splice(0)) deliver(state, slave, work, true);
      }
      for (const { assigned } of tasks.values())
        if (assigned !== undefined && !slaveOf(state, assigned.host).alive)
          revoke(state, assigned.host, 'it did not come back');
    },
    killMaster: (): void => {
      const { writer, slaves } = state;
      const { name, pid, instance: killed } = leaderOf(state);
      writer.wait(10);
      writer.recordChaos({ action: 'kill', target: name, signal: 'SIGKILL', pid, instance: killed });
      state.master = undefined;
      for (const slave of slaves.values()) {
        const { name: host, instance, alive, connected } = slave;
        if (alive && connected) writer.log(host, { event: 'session.lost', host, instance });
        slave.connected = false;
      }
    },
    /** The database is unavailable for some time, during which nothing is written. */
    databaseOutage: (ms: number): void => {
      state.writer.recordChaos({ action: 'kill', target: 'mongod', signal: 'SIGKILL' });
      state.writer.wait(ms);
      state.writer.recordChaos({ action: 'start', target: 'mongod' });
    },
  };
}

function slaveActions(state: ScenarioState) {
  return {
    startSlave: (name: string): void => {
      const { writer, slaves } = state;
      const identity = newProcess(state, name);
      writer.wait(20);
      if (slaves.has(name)) writer.recordChaos({ action: 'start', target: name, pid: identity.pid });
      writer.log(name, { event: 'process.started', role: 'slave', ...identity });
      const slave = { ...identity, alive: true, connected: false, running: undefined, outbox: [] };
      slaves.set(name, slave);
      if (state.master !== undefined) connect(state, slave);
    },
    killSlave: (name: string): void => {
      const slave = slaveOf(state, name);
      const { pid, instance } = slave;
      state.writer.wait(10);
      state.writer.recordChaos({ action: 'kill', target: name, signal: 'SIGKILL', pid, instance });
      Object.assign(slave, { alive: false, running: undefined, outbox: [] });
      state.writer.wait(5);
      if (slave.connected) disconnect(state, slave, 'the stream broke');
    },
    /** The master loses a slave, which may be running. */
    lose: (name: string, reason: string): void => disconnect(state, slaveOf(state, name), reason),
    /** A slave is frozen until its keepalive expires. */
    freezeSlave: (name: string): void => {
      const slave = slaveOf(state, name);
      state.writer.wait(10);
      state.writer.recordChaos({ action: 'freeze', target: name, pid: slave.pid });
      state.writer.wait(3_000);
      disconnect(state, slave, 'no answer');
    },
    /** A frozen slave resumes, and finishes an attempt that has been revoked. */
    thawSlave: (name: string): void => {
      const slave = slaveOf(state, name);
      state.writer.recordChaos({ action: 'thaw', target: name });
      state.writer.wait(20);
      if (slave.running !== undefined) slave.outbox.push(endExecution(state, slave, 'finished'));
      connect(state, slave);
      for (const work of slave.outbox.splice(0)) deliver(state, slave, work, true);
    },
  };
}

function taskActions(state: ScenarioState) {
  const place = (taskId: string, name: string): void => {
    const task = taskOf(state, taskId);
    state.writer.wait(2);
    task.attempt += 1;
    task.assigned = { host: name, instance: slaveOf(state, name).instance };
    state.writer.commit(leaderOf(state), [{ kind: 'task.placed', ...placementOf(state, taskId) }]);
  };
  /** A slave starts the task that was placed on it. */
  const begin = (taskId: string): void => {
    const { writer } = state;
    const { host, instance, attempt, taskname } = placementOf(state, taskId);
    const slave = slaveOf(state, host);
    writer.wait(2);
    state.nonces += 1;
    const nonce = `nonce${state.nonces}`;
    slave.running = { taskId, attempt, nonce, startedMs: writer.nowMs };
    const subject = { taskId, attempt, nonce, host, instance };
    writer.journal({ event: 'started', taskname, pid: slave.pid, monotonicMs: writer.nowMs, ...subject });
    writer.log(host, { event: 'task.running', task: taskname, ...subject });
    writer.commit(leaderOf(state), [{ kind: 'task.running', ...placementOf(state, taskId) }]);
    taskOf(state, taskId).running = true;
  };
  /** The task of a slave finishes. Its report is recorded, or waits for a master. */
  const finish = (name: string): void => {
    const { writer, master } = state;
    const slave = slaveOf(state, name);
    const { taskId, startedMs } = workOf(state, name);
    writer.wait(Math.max(0, startedMs + taskOf(state, taskId).sleeptime * 1_000 - writer.nowMs));
    const work = endExecution(state, slave, 'finished');
    if (master === undefined || !slave.connected) slave.outbox.push(work);
    else deliver(state, slave, work, false);
  };
  return {
    seed: (taskId: string, sleeptime: number): void => {
      state.tasks.set(taskId, { taskname: taskId, sleeptime, attempt: 0, assigned: undefined, running: false });
      state.writer.seed(taskId, taskId, sleeptime);
    },
    place,
    begin,
    /** Places a task and starts it. */
    run: (taskId: string, name: string): void => {
      place(taskId, name);
      begin(taskId);
    },
    finish,
    /** The master revokes the attempts of a slave, with a reason. */
    revoke: (name: string, reason: string): void => revoke(state, name, reason),
  };
}

/**
 * Creates a scenario: a run, step by step, in which every process behaves correctly, with consistent evidence. Tests
 * tamper with the evidence afterwards.
 */
export function createScenario() {
  const state = createScenarioState();
  const { wait, evidence } = state.writer;
  return { wait, evidence, ...masterActions(state), ...slaveActions(state), ...taskActions(state) };
}
