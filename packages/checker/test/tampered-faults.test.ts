import { describe, test } from 'node:test';
import {
  assertFails,
  assertTamperingDetected,
  assertPasses,
  factOf,
  journalOf,
  remove,
  removeFact,
} from './support/tamper.ts';
import { smallScenario } from './support/runs.ts';

describe('after a kill of the master, the checker detects', () => {
  test('a running task that was killed as well', () => {
    assertTamperingDetected(
      'master-kill',
      /kill of master1 .*chaos.jsonl:3.* affected task5 .*nonce6.*task.killed/,
      (draft) => {
        const { fact } = factOf(draft, 'task.success', 'task5');
        Object.assign(fact, { kind: 'task.killed', reason: 'a new epoch began' });
      },
    );
  });

  test('a running task that its slave aborted', () => {
    assertTamperingDetected(
      'master-kill',
      /affected task5 .*it was aborted \(slave3\.journal\.jsonl:\d+\)/,
      (draft) => {
        journalOf(draft, 'finished', 'task5').event = 'aborted';
      },
    );
  });

  test('a running task that never ended', () => {
    assertTamperingDetected('master-kill', /affected task5 .*it never ended/, (draft) => {
      remove(draft.journal, journalOf(draft, 'finished', 'task5'));
    });
  });

  test('a finished task with a lost report', () => {
    assertTamperingDetected('master-kill', /affected task4 .*it finished, but was never recorded/, (draft) => {
      removeFact(draft, 'task.success', 'task4');
    });
  });
});

describe('after a kill of a slave, the checker detects', () => {
  test('a task that succeeded although its process was killed', () => {
    assertTamperingDetected(
      'slave-kill',
      /kill of slave1 .*interrupted task1 attempt 1 .*, but it succeeded by /,
      (draft) => {
        factOf(draft, 'task.killed', 'task1').fact.kind = 'task.success';
      },
    );
  });

  test('an interrupted task that was never killed', () => {
    assertTamperingDetected(
      'slave-kill',
      /kill of slave1 .*interrupted task1 attempt 1 .*, but the ledger has no end of that attempt/,
      (draft) => {
        removeFact(draft, 'task.killed', 'task1');
      },
    );
  });

  test('a task on another slave that was killed as well', () => {
    assertTamperingDetected(
      'slave-kill',
      /kill of slave1 .* affected task2 attempt 1 on slave2.*task.killed/,
      (draft) => {
        Object.assign(factOf(draft, 'task.success', 'task2').fact, { kind: 'task.killed', reason: 'why not' });
      },
    );
  });

  test('a killed process that keeps writing', () => {
    assertTamperingDetected('relaunch', /kill of slave1 .*the killed process later wrote slave1\.journal/, (draft) => {
      const started = journalOf(draft, 'started', 'task1');
      draft.journal.push({ ...started, event: 'finished', atMs: started.atMs + 2_000, sleptMs: 2_000 });
    });
  });

  test('a kill that was detected too late', () => {
    const scenario = smallScenario();
    scenario.run('task1', 'slave1');
    scenario.killSlave('slave1');
    scenario.run('task1', 'slave2');
    scenario.finish('slave2');
    scenario.startSlave('slave1');
    scenario.run('task2', 'slave1');
    scenario.finish('slave1');
    const draft = scenario.evidence();
    assertPasses(draft);
    factOf(draft, 'task.killed', 'task1').entry.atMs += 9_000;
    assertFails(draft, 'slave-kill', /kill of slave1 .*was detected only after 9.0 s, by .*task.killed task1/);
  });

  test('an incarnation that started only after the next kill', () => {
    const scenario = smallScenario(1);
    scenario.killMaster();
    scenario.startMaster();
    scenario.wait(20_000);
    scenario.killMaster();
    scenario.startMaster();
    scenario.run('task1', 'slave1');
    scenario.finish('slave1');
    const draft = scenario.evidence();
    assertPasses(draft);
    const starts = draft.log.filter(({ event, name }) => event === 'process.started' && name === 'master1');
    if (starts[1] !== undefined) remove(draft.log, starts[1]);
    assertFails(draft, 'relaunch', /kill of master1 .*chaos.jsonl:1.*no process.started with a new instance/);
  });

  test('a relaunch that is missing from the logs', () => {
    assertTamperingDetected('relaunch', /kill of slave1 .*no process.started with a new instance and pid/, (draft) => {
      const starts = draft.log.filter(({ event, name }) => event === 'process.started' && name === 'slave1');
      if (starts[1] !== undefined) remove(draft.log, starts[1]);
    });
  });

  test('a relaunch that is missing from the chaos record', () => {
    assertTamperingDetected('relaunch', /kill of master1 .*it was never started again/, (draft) => {
      draft.chaos = draft.chaos?.filter(({ action, target }) => action !== 'start' || target !== 'master1') ?? [];
      const starts = draft.log.filter(({ event, name }) => event === 'process.started' && name === 'master1');
      if (starts[1] !== undefined) remove(draft.log, starts[1]);
    });
  });

  test('a relaunch with the pid of the killed process', () => {
    assertTamperingDetected('relaunch', /kill of slave1 .*no process.started with a new instance and pid/, (draft) => {
      const [before, after] = draft.log.filter(({ event, name }) => event === 'process.started' && name === 'slave1');
      if (before?.pid !== undefined && after !== undefined) after.pid = before.pid;
    });
  });
});

describe('the checker detects', () => {
  test('a long task that was killed although nothing happened to its slave', () => {
    assertTamperingDetected(
      'causes',
      /task.killed task1 \[task1\] attempt 1 on slave1.*nothing happened to that slave/,
      (draft) => {
        draft.chaos = draft.chaos?.filter(({ target }) => target !== 'slave1') ?? [];
      },
    );
  });

  test('a task that was killed without a cause, in a run without faults', () => {
    const scenario = smallScenario();
    scenario.run('task1', 'slave1');
    scenario.run('task2', 'slave2');
    scenario.finish('slave1');
    scenario.finish('slave2');
    const draft = scenario.evidence();
    assertPasses(draft);
    Object.assign(factOf(draft, 'task.success', 'task1').fact, { kind: 'task.killed', reason: 'it took so long' });
    assertFails(draft, 'causes', /task.killed task1.*it took so long\): nothing happened to that slave/);
  });

  test('a slave that was lost without a cause', () => {
    assertTamperingDetected('causes', /slave.lost slave2\/.*nothing happened to that slave/, (draft) => {
      draft.chaos = draft.chaos?.filter(({ target }) => target === 'slave1') ?? [];
    });
  });

  test('a process that crashed', () => {
    assertTamperingDetected(
      'no-crash',
      /slave1\/slave1-life2 .*had ended .*nothing had killed or stopped it/,
      (draft) => {
        draft.chaos = draft.chaos?.filter(({ target, action }) => target !== 'slave1' || action !== 'kill') ?? [];
      },
    );
  });

  test('a time without outages in which a task waited and nothing ran', () => {
    const scenario = smallScenario();
    scenario.run('task1', 'slave1');
    scenario.killSlave('slave1');
    scenario.startSlave('slave1');
    scenario.wait(60_000);
    scenario.run('task1', 'slave2');
    scenario.run('task2', 'slave1');
    scenario.finish('slave1');
    scenario.finish('slave2');
    assertFails(
      scenario.evidence(),
      'continues',
      /nothing ran, although there was no outage and 1 task had not finished/,
    );
  });

  test('a database outage that killed a task', () => {
    assertTamperingDetected('database-outage', /kill of mongod .* affected task7 .*task.killed/, (draft) => {
      Object.assign(factOf(draft, 'task.success', 'task7').fact, { kind: 'task.killed', reason: 'no database' });
    });
  });
});
