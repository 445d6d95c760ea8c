import type { Draft } from './scribe.ts';
import { tellStory } from './story.ts';

/** A run in which everything was hurt once, and everything went right. */
export function wholeRun(): Draft {
  const story = tellStory();
  story.startMaster();
  for (const name of ['slave1', 'slave2', 'slave3']) story.startSlave(name);
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) story.seed(`task${number}`, number % 2 === 0 ? 1.5 : 2);
  for (const number of [1, 2, 3]) story.run(`task${number}`, `slave${number}`);
  story.wait(700);
  // A slave dies while it runs task1, which goes to another.
  story.killSlave('slave1');
  story.finish('slave2');
  story.run('task1', 'slave2');
  story.startSlave('slave1');
  story.run('task4', 'slave1');
  story.finish('slave3');
  story.run('task5', 'slave3');
  story.wait(200);
  // The master dies; slave1 finishes task4 meanwhile, and its report is replayed.
  story.killMaster();
  story.finish('slave1');
  story.wait(300);
  story.startMaster();
  story.finish('slave2');
  story.finish('slave3');
  story.run('task6', 'slave2');
  story.run('task7', 'slave3');
  story.wait(100);
  // A slave freezes while it runs task6, which is rerun elsewhere; its late report is refused.
  story.freezeSlave('slave2');
  story.run('task6', 'slave1');
  story.wait(50);
  story.thawSlave('slave2');
  // The database is away while two tasks run.
  story.databaseOutage(400);
  story.finish('slave1');
  story.finish('slave3');
  story.run('task8', 'slave2');
  story.finish('slave2');
  return story.evidence();
}

/** A run in which nothing was hurt. */
export function quietRun(tasks = 6, slaves = 3, sleeptime = 1): Draft {
  const story = tellStory();
  story.startMaster();
  const names = Array.from({ length: slaves }, (_, index) => `slave${index + 1}`);
  for (const name of names) story.startSlave(name);
  for (let number = 1; number <= tasks; number += 1) story.seed(`task${number}`, sleeptime);
  for (let number = 1; number <= tasks; number += slaves) {
    const busy = names.slice(0, Math.min(slaves, tasks - number + 1));
    for (const [index, name] of busy.entries()) story.run(`task${number + index}`, name);
    for (const name of busy) story.finish(name);
  }
  return story.evidence();
}

/** One master, two slaves, and as many long tasks as wanted. */
export function smallStory(tasks = 2) {
  const story = tellStory();
  story.startMaster();
  story.startSlave('slave1');
  story.startSlave('slave2');
  for (let number = 1; number <= tasks; number += 1) story.seed(`task${number}`, 2);
  return story;
}
