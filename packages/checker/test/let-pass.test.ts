import { describe, test } from 'node:test';
import { assertHolds, journalOf, logOf, PROMISES, remove } from './tamper.ts';
import { quietRun, smallStory } from './runs.ts';

describe('what looks odd but is right is let pass', () => {
  test('a slave that was killed before it could log what its journal has', () => {
    const story = smallStory(1);
    story.run('task1', 'slave1');
    story.killSlave('slave1');
    story.startSlave('slave1');
    story.run('task1', 'slave2');
    story.finish('slave2');
    const draft = story.evidence();
    remove(draft.log, logOf(draft, { event: 'task.running', file: 'slave1.log' }));
    assertHolds(draft);
  });

  test('a slave that died while the master was away, and whose task is killed by the next reign', () => {
    const story = smallStory();
    story.run('task1', 'slave1');
    story.run('task2', 'slave2');
    story.killMaster();
    story.killSlave('slave1');
    story.wait(9_000);
    story.startMaster();
    story.finish('slave2');
    story.startSlave('slave1');
    story.run('task1', 'slave1');
    story.finish('slave1');
    assertHolds(story.evidence());
  });

  test('a placement whose master died before the slave heard of it', () => {
    const story = smallStory(1);
    story.place('task1', 'slave1');
    story.killMaster();
    story.startMaster();
    story.takeBack('slave1', 'it does not hold it');
    story.run('task1', 'slave2');
    story.finish('slave2');
    assertHolds(story.evidence());
  });

  test('a master that dies again and again, so that nothing can run for long', () => {
    const story = smallStory(1);
    story.run('task1', 'slave1');
    story.killSlave('slave1');
    for (let death = 1; death <= 10; death += 1) {
      story.killMaster();
      story.startMaster();
      story.wait(3_000);
    }
    story.startSlave('slave1');
    story.run('task1', 'slave1');
    story.finish('slave1');
    assertHolds(story.evidence());
  });

  test('slaves that leave as soon as the last task is done: what ran through a death still counts', () => {
    const story = smallStory(1);
    story.run('task1', 'slave1');
    story.killMaster();
    story.startMaster();
    story.finish('slave1');
    const draft = story.evidence();
    const last = logOf(draft, { event: 'task.success', file: 'slave1.log' });
    draft.log.push({ ...last, event: 'drain.began', line: last.line + 1, atMs: last.atMs + 5 });
    assertHolds(draft, { ...PROMISES, metrics: { runsAcrossMasterKill: { min: 1 } } });
  });

  test('tasks that end in the millisecond in which they start, or, by rounding, after the next has started', () => {
    const draft = quietRun(2, 1, 0);
    assertHolds(draft);
    journalOf(draft, 'finished', 'task1').monotonicMs = journalOf(draft, 'started', 'task2').monotonicMs + 1;
    assertHolds(draft);
  });

  test('a run of which nobody kept a record: causes are then taken from the ledger', () => {
    const story = smallStory();
    story.run('task1', 'slave1');
    story.killSlave('slave1');
    story.startSlave('slave1');
    story.run('task1', 'slave2');
    story.finish('slave2');
    story.run('task2', 'slave1');
    story.finish('slave1');
    const draft = story.evidence();
    delete draft.chaos;
    assertHolds(draft);
  });
});
