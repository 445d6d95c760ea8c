import { describe, test } from 'node:test';
import { assertCaught, assertDoctoredRunCaught, assertHolds, factOf, journalOf, remove, removeFact } from './tamper.ts';
import { smallStory } from './runs.ts';

describe('a doctored story of a killed master is caught', () => {
  test('a running task that was killed with it', () => {
    assertDoctoredRunCaught(
      'master-kill',
      /kill of master1 .*chaos.jsonl:3.* affected task5 .*nonce6.*task.killed/,
      (draft) => {
        const { fact } = factOf(draft, 'task.success', 'task5');
        Object.assign(fact, { kind: 'task.killed', reason: 'a new reign began' });
      },
    );
  });

  test('a running task that its slave aborted', () => {
    assertDoctoredRunCaught(
      'master-kill',
      /affected task5 .*it was aborted \(slave3\.journal\.jsonl:\d+\)/,
      (draft) => {
        journalOf(draft, 'finished', 'task5').event = 'aborted';
      },
    );
  });

  test('a running task that never ended', () => {
    assertDoctoredRunCaught('master-kill', /affected task5 .*it never ended/, (draft) => {
      remove(draft.journal, journalOf(draft, 'finished', 'task5'));
    });
  });

  test('a finished task whose report was lost', () => {
    assertDoctoredRunCaught('master-kill', /affected task4 .*it finished, but was never recorded/, (draft) => {
      removeFact(draft, 'task.success', 'task4');
    });
  });
});

describe('a doctored story of a killed slave is caught', () => {
  test('a task that succeeded although its process was dead', () => {
    assertDoctoredRunCaught(
      'slave-kill',
      /kill of slave1 .*cut task1 attempt 1 .*short, but .* says it succeeded/,
      (draft) => {
        factOf(draft, 'task.killed', 'task1').fact.kind = 'task.success';
      },
    );
  });

  test('a task that was cut short, and never killed', () => {
    assertDoctoredRunCaught(
      'slave-kill',
      /kill of slave1 .*cut task1 attempt 1 .*short, but the ledger never says so/,
      (draft) => {
        removeFact(draft, 'task.killed', 'task1');
      },
    );
  });

  test('a task on another slave that was killed with it', () => {
    assertDoctoredRunCaught(
      'slave-kill',
      /kill of slave1 .* affected task2 attempt 1 on slave2.*task.killed/,
      (draft) => {
        Object.assign(factOf(draft, 'task.success', 'task2').fact, { kind: 'task.killed', reason: 'why not' });
      },
    );
  });

  test('a dead process that goes on working', () => {
    assertDoctoredRunCaught(
      'relaunch',
      /kill of slave1 .*that very process went on to write slave1\.journal/,
      (draft) => {
        const started = journalOf(draft, 'started', 'task1');
        draft.journal.push({ ...started, event: 'finished', atMs: started.atMs + 2_000, sleptMs: 2_000 });
      },
    );
  });

  test('a death that was noticed far too late', () => {
    const story = smallStory();
    story.run('task1', 'slave1');
    story.killSlave('slave1');
    story.run('task1', 'slave2');
    story.finish('slave2');
    story.startSlave('slave1');
    story.run('task2', 'slave1');
    story.finish('slave1');
    const draft = story.evidence();
    assertHolds(draft);
    factOf(draft, 'task.killed', 'task1').entry.atMs += 9_000;
    assertCaught(draft, 'slave-kill', /kill of slave1 .*was noticed only 9.0 s later, by .*task.killed task1/);
  });

  test('a life that began only after the next kill', () => {
    const story = smallStory(1);
    story.killMaster();
    story.startMaster();
    story.wait(20_000);
    story.killMaster();
    story.startMaster();
    story.run('task1', 'slave1');
    story.finish('slave1');
    const draft = story.evidence();
    assertHolds(draft);
    const lives = draft.log.filter(({ event, name }) => event === 'process.started' && name === 'master1');
    if (lives[1] !== undefined) remove(draft.log, lives[1]);
    assertCaught(draft, 'relaunch', /kill of master1 .*chaos.jsonl:1.*no process.started with a new instance/);
  });

  test('a kill after which nobody came back, by the logs', () => {
    assertDoctoredRunCaught('relaunch', /kill of slave1 .*no process.started with a new instance and pid/, (draft) => {
      const lives = draft.log.filter(({ event, name }) => event === 'process.started' && name === 'slave1');
      if (lives[1] !== undefined) remove(draft.log, lives[1]);
    });
  });

  test('a kill after which nobody was started, by the record', () => {
    assertDoctoredRunCaught('relaunch', /kill of master1 .*it was never started again/, (draft) => {
      draft.chaos = draft.chaos?.filter(({ action, target }) => action !== 'start' || target !== 'master1') ?? [];
      const lives = draft.log.filter(({ event, name }) => event === 'process.started' && name === 'master1');
      if (lives[1] !== undefined) remove(draft.log, lives[1]);
    });
  });

  test('a relaunch that is the same process as before', () => {
    assertDoctoredRunCaught('relaunch', /kill of slave1 .*no process.started with a new instance and pid/, (draft) => {
      const [before, after] = draft.log.filter(({ event, name }) => event === 'process.started' && name === 'slave1');
      if (before?.pid !== undefined && after !== undefined) after.pid = before.pid;
    });
  });
});

describe('what has no cause is caught', () => {
  test('a long task that was taken for dead although nothing happened to its slave', () => {
    assertDoctoredRunCaught(
      'causes',
      /task.killed task1 attempt 1 on slave1.*nothing happened to that slave/,
      (draft) => {
        draft.chaos = draft.chaos?.filter(({ target }) => target !== 'slave1') ?? [];
      },
    );
  });

  test('a task that was taken back for nothing, in a run without faults', () => {
    const story = smallStory();
    story.run('task1', 'slave1');
    story.run('task2', 'slave2');
    story.finish('slave1');
    story.finish('slave2');
    const draft = story.evidence();
    assertHolds(draft);
    Object.assign(factOf(draft, 'task.success', 'task1').fact, { kind: 'task.killed', reason: 'it took so long' });
    assertCaught(draft, 'causes', /task.killed task1.*reason given: it took so long/);
  });

  test('a slave that was lost for nothing', () => {
    assertDoctoredRunCaught('causes', /slave.lost on slave2\/.*nothing happened to that slave/, (draft) => {
      draft.chaos = draft.chaos?.filter(({ target }) => target === 'slave1' || target === 'mongod') ?? [];
    });
  });

  test('a process that died of itself', () => {
    assertDoctoredRunCaught('no-crash', /slave1\/slave1-life2 .*was gone .*nobody had killed it/, (draft) => {
      draft.chaos = draft.chaos?.filter(({ target, action }) => target !== 'slave1' || action !== 'kill') ?? [];
    });
  });

  test('a time in which everything was in order, a task waited, and nothing ran', () => {
    const story = smallStory();
    story.run('task1', 'slave1');
    story.killSlave('slave1');
    story.startSlave('slave1');
    story.wait(60_000);
    story.run('task1', 'slave2');
    story.run('task2', 'slave1');
    story.finish('slave1');
    story.finish('slave2');
    assertCaught(story.evidence(), 'continues', /nothing ran although nothing was out of order and 1 task/);
  });

  test('a database outage that killed a task', () => {
    assertDoctoredRunCaught('database-outage', /kill of mongod .* affected task7 .*task.killed/, (draft) => {
      Object.assign(factOf(draft, 'task.success', 'task7').fact, { kind: 'task.killed', reason: 'no database' });
    });
  });
});
