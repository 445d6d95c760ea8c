import {
  connect,
  createWorld,
  deliver,
  endExecution,
  leaderOf,
  lose,
  newProcess,
  placementOf,
  slaveOf,
  takeBack,
  taskOf,
  workOf,
  type World,
} from './world.ts';

/** So many entries lie beyond the watermark when a master dies. */
const ENTRIES_REREAD = 20;

function mastersIn(world: World) {
  return {
    /** A master comes, begins its reign, and hears from every slave that lives; those that do not lose their tasks. */
    startMaster: (name = 'master1'): void => {
      const { scribe, slaves, tasks } = world;
      const identity = newProcess(world, name);
      scribe.wait(50);
      world.epochs += 1;
      if (world.epochs > 1) scribe.record({ action: 'start', target: name, pid: identity.pid });
      scribe.log(name, { event: 'process.started', role: 'master', ...identity });
      world.master = { ...identity, epoch: world.epochs };
      scribe.commit(world.master, [{ kind: 'epoch.began', name, instance: identity.instance }]);
      scribe.reread(name, ENTRIES_REREAD);
      for (const slave of slaves.values()) {
        if (!slave.alive) continue;
        connect(world, slave);
        for (const work of slave.outbox.splice(0)) deliver(world, slave, work, true);
      }
      for (const { assigned } of tasks.values())
        if (assigned !== undefined && !slaveOf(world, assigned.host).alive)
          takeBack(world, assigned.host, 'it did not come back');
    },
    killMaster: (): void => {
      const { scribe, slaves } = world;
      const { name, pid, instance } = leaderOf(world);
      scribe.wait(10);
      scribe.record({ action: 'kill', target: name, signal: 'SIGKILL', pid, instance });
      world.master = undefined;
      for (const slave of slaves.values()) {
        const { name: host, instance: life, alive, connected } = slave;
        if (alive && connected) scribe.log(host, { event: 'session.lost', host, instance: life });
        slave.connected = false;
      }
    },
    /** The database is gone for a while; whatever happens is written afterwards. */
    databaseOutage: (ms: number): void => {
      world.scribe.record({ action: 'kill', target: 'mongod', signal: 'SIGKILL' });
      world.scribe.wait(ms);
      world.scribe.record({ action: 'start', target: 'mongod' });
    },
  };
}

function slavesIn(world: World) {
  return {
    startSlave: (name: string): void => {
      const { scribe, slaves } = world;
      const identity = newProcess(world, name);
      scribe.wait(20);
      if (slaves.has(name)) scribe.record({ action: 'start', target: name, pid: identity.pid });
      scribe.log(name, { event: 'process.started', role: 'slave', ...identity });
      const slave = { ...identity, alive: true, connected: false, running: undefined, outbox: [] };
      slaves.set(name, slave);
      if (world.master !== undefined) connect(world, slave);
    },
    killSlave: (name: string): void => {
      const slave = slaveOf(world, name);
      const { pid, instance } = slave;
      world.scribe.wait(10);
      world.scribe.record({ action: 'kill', target: name, signal: 'SIGKILL', pid, instance });
      Object.assign(slave, { alive: false, running: undefined, outbox: [] });
      world.scribe.wait(5);
      if (slave.connected) lose(world, slave, 'the stream broke');
    },
    /** A slave stands still until its keepalive runs out. */
    freezeSlave: (name: string): void => {
      const slave = slaveOf(world, name);
      world.scribe.wait(10);
      world.scribe.record({ action: 'freeze', target: name, pid: slave.pid });
      world.scribe.wait(3_000);
      lose(world, slave, 'no answer');
    },
    /** It goes on, and finishes too late what is no longer its own. */
    thawSlave: (name: string): void => {
      const slave = slaveOf(world, name);
      world.scribe.record({ action: 'thaw', target: name });
      world.scribe.wait(20);
      if (slave.running !== undefined) slave.outbox.push(endExecution(world, slave, 'finished'));
      connect(world, slave);
      for (const work of slave.outbox.splice(0)) deliver(world, slave, work, true);
    },
  };
}

function workIn(world: World) {
  const place = (taskId: string, name: string): void => {
    const task = taskOf(world, taskId);
    world.scribe.wait(2);
    task.attempt += 1;
    task.assigned = { host: name, instance: slaveOf(world, name).instance };
    world.scribe.commit(leaderOf(world), [{ kind: 'task.placed', ...placementOf(world, taskId) }]);
  };
  /** The slave starts what was placed on it. */
  const begin = (taskId: string): void => {
    const { scribe } = world;
    const { host, instance, attempt, taskname } = placementOf(world, taskId);
    const slave = slaveOf(world, host);
    scribe.wait(2);
    world.nonces += 1;
    const nonce = `nonce${world.nonces}`;
    slave.running = { taskId, attempt, nonce, startedMs: scribe.nowMs };
    const about = { taskId, attempt, nonce, host, instance };
    scribe.journal({ event: 'started', taskname, pid: slave.pid, monotonicMs: scribe.nowMs, ...about });
    scribe.log(host, { event: 'task.running', task: taskname, ...about });
    scribe.commit(leaderOf(world), [{ kind: 'task.running', ...placementOf(world, taskId) }]);
    taskOf(world, taskId).running = true;
  };
  /** What a slave runs comes to its end; the report is recorded, or waits for a master. */
  const finish = (name: string): void => {
    const { scribe, master } = world;
    const slave = slaveOf(world, name);
    const { taskId, startedMs } = workOf(world, name);
    scribe.wait(Math.max(0, startedMs + taskOf(world, taskId).sleeptime * 1_000 - scribe.nowMs));
    const work = endExecution(world, slave, 'finished');
    if (master === undefined || !slave.connected) slave.outbox.push(work);
    else deliver(world, slave, work, false);
  };
  return {
    seed: (taskId: string, sleeptime: number): void => {
      world.tasks.set(taskId, { taskname: taskId, sleeptime, attempt: 0, assigned: undefined, running: false });
      world.scribe.seed(taskId, taskId, sleeptime);
    },
    place,
    begin,
    /** Places a task and starts it. */
    run: (taskId: string, name: string): void => {
      place(taskId, name);
      begin(taskId);
    },
    finish,
    /** The master takes back what a slave had, and says why. */
    takeBack: (name: string, reason: string): void => takeBack(world, name, reason),
  };
}

/**
 * Tells a run, step by step, the way it goes when everything is right, and keeps the evidence consistent. What the
 * checker must catch is made by doctoring the evidence afterwards.
 */
export function tellStory() {
  const world = createWorld();
  const { wait, evidence } = world.scribe;
  return { wait, evidence, ...mastersIn(world), ...slavesIn(world), ...workIn(world) };
}
