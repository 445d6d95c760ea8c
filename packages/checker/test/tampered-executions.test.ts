import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { wholeRun } from './support/runs.ts';
import {
  assertFails,
  assertPasses,
  assertTamperingDetected,
  factOf,
  journalOf,
  logOf,
  remove,
  removeFact,
} from './support/tamper.ts';

describe('the checker detects', () => {
  test('a shortened sleep', () => {
    assertTamperingDetected('whole-sleep', /task3 attempt 1 .*nonce nonce3.* slept 1200 ms of 2000 ms/, (draft) => {
      journalOf(draft, 'finished', 'task3').sleptMs = 1_200;
    });
  });

  test('a sleep that is complete only as measured by the task', () => {
    assertTamperingDetected(
      'whole-sleep',
      /task3 .*finished 1000 ms after its own start, but must sleep 2000/,
      (draft) => {
        const { monotonicMs } = journalOf(draft, 'started', 'task3');
        journalOf(draft, 'finished', 'task3').monotonicMs = monotonicMs + 1_000;
      },
    );
  });

  test('a rerun that resumed where the killed execution was interrupted', () => {
    assertTamperingDetected(
      'rerun',
      /task1 attempt 2 .*resumed instead of restarting from scratch.*1300 ms after its own start/,
      (draft) => {
        const { monotonicMs } = journalOf(draft, 'started', 'task1', 2);
        journalOf(draft, 'finished', 'task1', 2).monotonicMs = monotonicMs + 1_300;
      },
    );
  });

  test('a rerun that claims more sleep than the time since its start', () => {
    assertTamperingDetected('rerun', /task1 attempt 2 .*claims 9000 ms of sleep in the 2\d\d\d ms/, (draft) => {
      journalOf(draft, 'finished', 'task1', 2).sleptMs = 9_000;
    });
  });

  test('a rerun under the nonce of the killed execution', () => {
    assertTamperingDetected('started-once', /task1 attempt 2, nonce nonce1.*is about another attempt/, (draft) => {
      const killed = journalOf(draft, 'started', 'task1').nonce;
      remove(draft.journal, journalOf(draft, 'started', 'task1', 2));
      journalOf(draft, 'finished', 'task1', 2).nonce = killed;
    });
  });

  test('two tasks that run on one slave at the same time', () => {
    assertTamperingDetected(
      'one-at-a-time',
      /task7 .* started while task5 .*ran, which ended at slave3.journal/,
      (draft) => {
        journalOf(draft, 'finished', 'task5').monotonicMs += 2_000;
      },
    );
  });

  test('a task that started while another had no end', () => {
    assertTamperingDetected('one-at-a-time', /task7 .* started while task5 .*ran, which has no end/, (draft) => {
      remove(draft.journal, journalOf(draft, 'finished', 'task5'));
    });
  });

  test('an attempt that was started twice', () => {
    assertTamperingDetected('started-once', /started 2 times: task7 attempt 1 .*nonce8.*; task7 .*nonceX/, (draft) => {
      for (const event of ['started', 'finished'] as const)
        draft.journal.push({ ...journalOf(draft, event, 'task7'), nonce: 'nonceX' });
    });
  });

  test('a reused nonce, and an end without a start', () => {
    assertTamperingDetected(
      'started-once',
      /"started" of task7 .*nonce5, starts with a nonce that .* has used/,
      (draft) => {
        journalOf(draft, 'started', 'task7').nonce = 'nonce5';
      },
    );
    assertTamperingDetected('started-once', /"finished" of task7.* ends an execution that never started/, (draft) => {
      remove(draft.journal, journalOf(draft, 'started', 'task7'));
    });
  });

  test('an execution without a placement, or on another slave than the one it was placed on', () => {
    assertTamperingDetected('backed', /task7 attempt 1 .*no task.placed of this attempt on this slave/, (draft) => {
      removeFact(draft, 'task.placed', 'task7');
    });
    assertTamperingDetected('backed', /task7 attempt 1 .*no task.placed of this attempt on this slave/, (draft) => {
      factOf(draft, 'task.placed', 'task7').fact.host = 'slave1';
    });
  });

  test('a task that runs on two reachable slaves at once', () => {
    assertTamperingDetected(
      'no-overlap',
      /task6 attempt 2 on slave1.* started while task6 attempt 1 on slave2.* ran, and both were reachable/,
      (draft) => {
        draft.chaos = (draft.chaos ?? []).filter(({ action }) => action !== 'freeze');
      },
    );
  });

  test('a revoked execution that continues long after its slave is reachable again', () => {
    assertTamperingDetected('no-overlap', /task6 attempt 2 on slave1.* started while task6 attempt 1/, (draft) => {
      for (const attempt of [1, 2]) journalOf(draft, 'finished', 'task6', attempt).atMs += 60_000;
    });
  });

  test('an execution that started before its placement was written', () => {
    assertTamperingDetected(
      'backed',
      /task7 attempt 1 .*it started before entry \d+ fact 0 .task.placed task7/,
      (draft) => {
        factOf(draft, 'task.placed', 'task7').entry.atMs += 1_000;
      },
    );
  });

  test('a slave that ran tasks without having joined', () => {
    assertTamperingDetected('join-leave', /slave3\/slave3-life4 ran 3 executions, but never joined/, (draft) => {
      for (const { facts } of draft.ledger)
        for (const fact of facts) if (fact.kind === 'slave.joined' && fact.host === 'slave3') fact.host = 'slave9';
    });
  });

  test('a slave that joined, but left no log of that incarnation', () => {
    assertTamperingDetected('join-leave', /slave.joined slave3\/slave3-life4.*no process.started/, (draft) => {
      remove(draft.log, logOf(draft, { event: 'process.started', name: 'slave3' }));
    });
  });

  test('a torn journal line that is not the last', () => {
    assertTamperingDetected('evidence-whole', /slave1\.journal\.jsonl:3: not JSON: {"event":"fin/, (draft) => {
      draft.damage.push({ file: 'slave1.journal.jsonl', line: 3, reason: 'not JSON: {"event":"fin', tornEnd: false });
    });
  });
});

describe('the checker detects in the log of a slave', () => {
  test('a start that is not in the journal', () => {
    assertTamperingDetected(
      'slave-logs',
      /slave3\.log:\d+: task.running of task7 with nonce ghost is in no journal/,
      (draft) => {
        logOf(draft, { event: 'task.running', taskId: 'task7', file: 'slave3.log' }).nonce = 'ghost';
      },
    );
  });

  test('a start of another attempt than the one in the journal', () => {
    assertTamperingDetected(
      'slave-logs',
      /task.running of task7 attempt 2, in the journal task7 attempt 1/,
      (draft) => {
        logOf(draft, { event: 'task.running', taskId: 'task7', file: 'slave3.log' }).attempt = 2;
      },
    );
  });

  test('a missing execution', () => {
    assertTamperingDetected(
      'slave-logs',
      /task5 attempt 1 .*finished by the journal, but the log of its slave has no task.finished/,
      (draft) => {
        remove(draft.log, logOf(draft, { event: 'task.finished', taskId: 'task5' }));
      },
    );
  });

  test('a session with a deposed master', () => {
    assertTamperingDetected(
      'epochs-rise',
      /slave3\.log:\d+: it opened a session of epoch 1 after one of epoch 2/,
      (draft) => {
        const last = draft.log.findLast(({ file }) => file === 'slave3.log');
        if (last !== undefined) draft.log.push({ ...last, event: 'session.opened', epoch: 1 });
      },
    );
  });

  test('no violation in a lower epoch, once the slave has forgotten the higher one', () => {
    const draft = wholeRun();
    const last = draft.log.findLast(({ file }) => file === 'slave3.log');
    assert.ok(last);
    draft.log.push({ ...last, event: 'epoch.forgotten', epoch: 2 }, { ...last, event: 'session.opened', epoch: 1 });
    assertPasses(draft);
    draft.log.push({ ...last, event: 'session.opened', epoch: 2 }, { ...last, event: 'session.opened', epoch: 1 });
    assertFails(draft, 'epochs-rise', /it opened a session of epoch 1 after one of epoch 2/);
  });

  test('a session in an epoch that the slave never joined', () => {
    assertTamperingDetected(
      'epochs-rise',
      /a session of epoch 7, but that epoch has no slave.joined of slave3-life4/,
      (draft) => {
        logOf(draft, { event: 'session.opened', file: 'slave3.log', epoch: 2 }).epoch = 7;
      },
    );
  });
});
