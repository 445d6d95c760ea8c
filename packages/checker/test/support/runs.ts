import type { Draft } from './evidence-writer.ts';
import { createScenario } from './scenario.ts';

/** Returns a correct run with a kill of a slave, a kill of the master, a freeze and a database outage. */
export function wholeRun(): Draft {
  const scenario = createScenario();
  scenario.startMaster();
  for (const name of ['slave1', 'slave2', 'slave3']) scenario.startSlave(name);
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) scenario.seed(`task${number}`, number % 2 === 0 ? 1.5 : 2);
  for (const number of [1, 2, 3]) scenario.run(`task${number}`, `slave${number}`);
  scenario.wait(700);
  // A slave is killed while it runs task1, which is rerun on another.
  scenario.killSlave('slave1');
  scenario.finish('slave2');
  scenario.run('task1', 'slave2');
  scenario.startSlave('slave1');
  scenario.run('task4', 'slave1');
  scenario.finish('slave3');
  scenario.run('task5', 'slave3');
  scenario.wait(200);
  // The master is killed; slave1 finishes task4 meanwhile, and replays its report.
  scenario.killMaster();
  scenario.finish('slave1');
  scenario.wait(300);
  scenario.startMaster();
  scenario.finish('slave2');
  scenario.finish('slave3');
  scenario.run('task6', 'slave2');
  scenario.run('task7', 'slave3');
  scenario.wait(100);
  // A slave is frozen while it runs task6, which is rerun on another; its late report is refused.
  scenario.freezeSlave('slave2');
  scenario.run('task6', 'slave1');
  scenario.wait(50);
  scenario.thawSlave('slave2');
  // The database is down while two tasks run.
  scenario.databaseOutage(400);
  scenario.finish('slave1');
  scenario.finish('slave3');
  scenario.run('task8', 'slave2');
  scenario.finish('slave2');
  return scenario.evidence();
}

/** Returns a correct run without faults. */
export function quietRun(tasks = 6, slaves = 3, sleeptime = 1): Draft {
  const scenario = createScenario();
  scenario.startMaster();
  const names = Array.from({ length: slaves }, (_, index) => `slave${index + 1}`);
  for (const name of names) scenario.startSlave(name);
  for (let number = 1; number <= tasks; number += 1) scenario.seed(`task${number}`, sleeptime);
  for (let number = 1; number <= tasks; number += slaves) {
    const busy = names.slice(0, Math.min(slaves, tasks - number + 1));
    for (const [index, name] of busy.entries()) scenario.run(`task${number + index}`, name);
    for (const name of busy) scenario.finish(name);
  }
  return scenario.evidence();
}

/** Starts a scenario with a master, two slaves, and tasks of two seconds. */
export function smallScenario(tasks = 2) {
  const scenario = createScenario();
  scenario.startMaster();
  scenario.startSlave('slave1');
  scenario.startSlave('slave2');
  for (let number = 1; number <= tasks; number += 1) scenario.seed(`task${number}`, 2);
  return scenario;
}
