import { createScribe, type Draft } from './scribe.ts';

/** What a slave runs, or has finished and not yet had acknowledged. */
interface Work {
  readonly taskId: string;
  readonly attempt: number;
  readonly nonce: string;
  readonly startedMs: number;
}

interface Slave {
  readonly name: string;
  instance: string;
  pid: number;
  alive: boolean;
  connected: boolean;
  running: Work | undefined;
  outbox: Work[];
}

/** What the tests know of a task while they tell a story. */
interface Task {
  readonly taskname: string;
  readonly sleeptime: number;
  attempt: number;
  assigned: { host: string; instance: string } | undefined;
  running: boolean;
}

/** What every process is started with. */
const createProcesses = () => {
  let started = 0;
  return (name: string) => {
    started += 1;
    return { name, instance: `${name}-life${started}`, pid: 1_000 + started };
  };
};

/**
 * Tells a run, step by step, the way it goes when everything is right, and keeps the evidence consistent. What the
 * checker must catch is made by doctoring the evidence afterwards.
 */
export const tellStory = () => {
  const scribe = createScribe();
  const newProcess = createProcesses();
  const tasks = new Map<string, Task>();
  const slaves = new Map<string, Slave>();
  let master: { name: string; instance: string; epoch: number; pid: number } | undefined;
  let reigns = 0;
  let nonces = 0;

  const slaveOf = (name: string): Slave => slaves.get(name) ?? raise(`${name} was not started`);
  const taskOf = (taskId: string): Task => tasks.get(taskId) ?? raise(`${taskId} was not seeded`);
  const leader = () => master ?? raise('no master is there');
  const placement = (taskId: string) => {
    const { taskname, attempt, assigned } = taskOf(taskId);
    const { host, instance } = assigned ?? raise(`${taskId} is assigned to nobody`);
    return { task: taskId, taskname, attempt, host, instance };
  };

  const connect = (slave: Slave): void => {
    const { name, instance } = slave;
    scribe.commit(leader(), [{ kind: 'slave.joined', host: name, instance }]);
    scribe.log(name, { event: 'session.opened', host: name, instance, epoch: leader().epoch });
    slave.connected = true;
  };
  const acknowledge = (slave: Slave, work: Work, replayed: boolean): void => {
    const { taskId, attempt } = work;
    const task = taskOf(taskId);
    const about = { task: task.taskname, taskId, attempt, host: slave.name, instance: slave.instance };
    scribe.wait(3);
    if (task.assigned?.instance === slave.instance && task.attempt === attempt) {
      scribe.commit(leader(), [{ kind: 'task.success', ...placement(taskId) }]);
      task.assigned = undefined;
      scribe.log(slave.name, { event: 'task.success', ...about, replayed });
    } else {
      scribe.log(leader().name, { event: 'report.refused', ...about });
      scribe.log(slave.name, { event: 'report.refused', ...about });
    }
  };
  /** The master takes back what a slave had. */
  const takeBack = (name: string, reason: string): void => {
    for (const [taskId, task] of tasks) {
      if (task.assigned?.host !== name) continue;
      scribe.commit(leader(), [{ kind: task.running ? 'task.killed' : 'task.returned', ...placement(taskId), reason }]);
      Object.assign(task, { assigned: undefined, running: false });
    }
  };
  const lose = (slave: Slave, reason: string): void => {
    slave.connected = false;
    if (master === undefined) return;
    scribe.commit(master, [{ kind: 'slave.lost', host: slave.name, instance: slave.instance, reason }]);
    takeBack(slave.name, reason);
  };
  const endExecution = (slave: Slave, event: 'finished' | 'aborted'): Work => {
    const work = slave.running ?? raise(`${slave.name} runs nothing`);
    const { taskId, attempt, nonce, startedMs } = work;
    const { taskname } = taskOf(taskId);
    const { name: host, instance, pid } = slave;
    const monotonicMs = scribe.nowMs;
    scribe.journal({
      event,
      taskId,
      taskname,
      attempt,
      nonce,
      host,
      instance,
      pid,
      monotonicMs,
      sleptMs: monotonicMs - startedMs,
    });
    const about = { task: taskname, taskId, attempt, nonce, host, instance };
    scribe.log(host, { event: event === 'finished' ? 'task.finished' : 'task.killed', ...about });
    slave.running = undefined;
    return work;
  };

  const story = {
    wait: scribe.wait,
    seed: (taskId: string, sleeptime: number): void => {
      tasks.set(taskId, { taskname: taskId, sleeptime, attempt: 0, assigned: undefined, running: false });
      scribe.seed(taskId, taskId, sleeptime);
    },
    /** A master comes, begins its reign, and hears from every slave that lives. */
    startMaster: (name = 'master1', recorded = true): void => {
      const identity = newProcess(name);
      scribe.wait(50);
      reigns += 1;
      if (recorded && reigns > 1) scribe.record({ action: 'start', target: name, pid: identity.pid });
      scribe.log(name, { event: 'process.started', role: 'master', ...identity });
      master = { ...identity, epoch: reigns };
      scribe.commit(master, [{ kind: 'reign.began', name, instance: identity.instance }]);
      for (const slave of slaves.values()) {
        if (!slave.alive) continue;
        connect(slave);
        for (const work of slave.outbox.splice(0)) acknowledge(slave, work, true);
      }
      for (const { assigned } of tasks.values())
        if (assigned !== undefined && !slaveOf(assigned.host).alive) takeBack(assigned.host, 'did not come back');
    },
    startSlave: (name: string): void => {
      const identity = newProcess(name);
      scribe.wait(20);
      if (slaves.has(name)) scribe.record({ action: 'start', target: name, pid: identity.pid });
      scribe.log(name, { event: 'process.started', role: 'slave', ...identity });
      const slave: Slave = { ...identity, alive: true, connected: false, running: undefined, outbox: [] };
      slaves.set(name, slave);
      if (master !== undefined) connect(slave);
    },
    place: (taskId: string, name: string): void => {
      const task = taskOf(taskId);
      const { instance } = slaveOf(name);
      scribe.wait(2);
      task.attempt += 1;
      task.assigned = { host: name, instance };
      scribe.commit(leader(), [{ kind: 'task.placed', ...placement(taskId) }]);
    },
    /** The slave starts what was placed on it. */
    begin: (taskId: string): void => {
      const { host, instance, attempt } = placement(taskId);
      const slave = slaveOf(host);
      const task = taskOf(taskId);
      scribe.wait(2);
      nonces += 1;
      slave.running = { taskId, attempt, nonce: `nonce${nonces}`, startedMs: scribe.nowMs };
      const { nonce, startedMs: monotonicMs } = slave.running;
      const about = { taskId, attempt, nonce, host, instance };
      scribe.journal({ event: 'started', taskname: task.taskname, pid: slave.pid, monotonicMs, ...about });
      scribe.log(host, { event: 'task.running', task: task.taskname, ...about });
      scribe.commit(leader(), [{ kind: 'task.running', ...placement(taskId) }]);
      task.running = true;
    },
    /** Places a task and starts it. */
    run: (taskId: string, name: string): void => {
      story.place(taskId, name);
      story.begin(taskId);
    },
    /** What a slave runs comes to its end; the report is recorded, or waits for a master. */
    finish: (name: string): void => {
      const slave = slaveOf(name);
      const work = slave.running ?? raise(`${name} runs nothing`);
      const { sleeptime } = taskOf(work.taskId);
      scribe.wait(Math.max(0, work.startedMs + sleeptime * 1_000 - scribe.nowMs));
      endExecution(slave, 'finished');
      if (master === undefined || !slave.connected) slave.outbox.push(work);
      else acknowledge(slave, work, false);
    },
    killMaster: (): void => {
      const { name, pid, instance } = leader();
      scribe.wait(10);
      scribe.record({ action: 'kill', target: name, signal: 'SIGKILL', pid, instance });
      master = undefined;
      for (const slave of slaves.values()) {
        if (slave.alive && slave.connected)
          scribe.log(slave.name, { event: 'session.lost', host: slave.name, instance: slave.instance });
        slave.connected = false;
      }
    },
    killSlave: (name: string): void => {
      const slave = slaveOf(name);
      const { pid, instance } = slave;
      scribe.wait(10);
      scribe.record({ action: 'kill', target: name, signal: 'SIGKILL', pid, instance });
      Object.assign(slave, { alive: false, running: undefined, outbox: [] });
      scribe.wait(5);
      if (slave.connected) lose(slave, 'the stream broke');
    },
    /** A slave stands still until its keepalive runs out. */
    freezeSlave: (name: string): void => {
      scribe.wait(10);
      scribe.record({ action: 'freeze', target: name, pid: slaveOf(name).pid });
      scribe.wait(3_000);
      lose(slaveOf(name), 'no answer');
    },
    /** It goes on, and finishes too late what is no longer its own. */
    thawSlave: (name: string): void => {
      scribe.record({ action: 'thaw', target: name });
      scribe.wait(20);
      const slave = slaveOf(name);
      if (slave.running !== undefined) slave.outbox.push(endExecution(slave, 'finished'));
      connect(slave);
      for (const work of slave.outbox.splice(0)) acknowledge(slave, work, true);
    },
    /** The database is gone for a while; whatever happens is written afterwards. */
    databaseOutage: (ms: number): void => {
      scribe.record({ action: 'kill', target: 'mongod', signal: 'SIGKILL' });
      scribe.wait(ms);
      scribe.record({ action: 'start', target: 'mongod' });
    },
    evidence: scribe.evidence,
  };
  return story;
};

const raise = (message: string): never => {
  throw new Error(`the story makes no sense: ${message}`);
};

/** A whole run in which everything was hurt once, and everything went right. */
export const wholeRun = (): Draft => {
  const story = tellStory();
  story.startMaster();
  for (const name of ['slave1', 'slave2', 'slave3']) story.startSlave(name);
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) story.seed(`task${number}`, number % 2 === 0 ? 1.5 : 2);
  for (const number of [1, 2, 3]) story.run(`task${number}`, `slave${number}`);
  story.wait(700);
  story.killSlave('slave1');
  story.finish('slave2');
  story.run('task1', 'slave2');
  story.startSlave('slave1');
  story.run('task4', 'slave1');
  story.finish('slave3');
  story.run('task5', 'slave3');
  story.wait(200);
  story.killMaster();
  story.finish('slave1');
  story.wait(300);
  story.startMaster();
  story.finish('slave2');
  story.finish('slave3');
  story.run('task6', 'slave2');
  story.run('task7', 'slave3');
  story.wait(100);
  story.freezeSlave('slave2');
  story.run('task6', 'slave1');
  story.wait(50);
  story.thawSlave('slave2');
  story.databaseOutage(400);
  story.finish('slave1');
  story.finish('slave3');
  story.run('task8', 'slave2');
  story.finish('slave2');
  return story.evidence();
};

/** A run in which nothing was hurt. */
export const quietRun = (tasks = 6, slaveCount = 3, sleeptime = 1): Draft => {
  const story = tellStory();
  story.startMaster();
  const names = Array.from({ length: slaveCount }, (_, index) => `slave${index + 1}`);
  for (const name of names) story.startSlave(name);
  for (let number = 1; number <= tasks; number += 1) story.seed(`task${number}`, sleeptime);
  for (let number = 1; number <= tasks; number += slaveCount) {
    const busy = names.slice(0, Math.min(slaveCount, tasks - number + 1));
    for (const [index, name] of busy.entries()) story.run(`task${number + index}`, name);
    for (const name of busy) story.finish(name);
  }
  return story.evidence();
};
