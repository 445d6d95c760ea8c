import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  appendEntry,
  assertTamperingDetected,
  assertPasses,
  factOf,
  logOf,
  remove,
  removeFact,
} from './support/tamper.ts';
import { wholeRun } from './support/runs.ts';

describe('the checker detects in the ledger', () => {
  test('a missing entry', () => {
    assertTamperingDetected('ledger-order', /found entry 11, expected entry 10/, (draft) => {
      draft.ledger.splice(9, 1);
    });
  });

  test('a missing beginning', () => {
    assertTamperingDetected('ledger-order', /found entry 3, expected entry 1/, (draft) => {
      draft.ledger.splice(0, 2);
    });
  });

  test('an epoch that decreases', () => {
    assertTamperingDetected(
      'ledger-order',
      /task.success task8.*epoch 1 is older than the current epoch 2/,
      (draft) => {
        factOf(draft, 'task.success', 'task8').entry.epoch = 1;
      },
    );
  });

  test('an epoch that never began, or that began twice', () => {
    assertTamperingDetected('ledger-order', /task.success task8.*epoch 3 has not begun/, (draft) => {
      factOf(draft, 'task.success', 'task8').entry.epoch = 3;
    });
    assertTamperingDetected(
      'ledger-order',
      /epoch.began by master1\/.*its epoch is 1, expected more than 1/,
      (draft) => {
        for (const entry of draft.ledger) if (entry.epoch === 2) entry.epoch = 1;
      },
    );
  });

  test('two masters that write in one epoch', () => {
    assertTamperingDetected('ledger-order', /task.success task8.*written by master2-life9 in the epoch of/, (draft) => {
      factOf(draft, 'task.success', 'task8').entry.by = 'master2-life9';
    });
  });

  test('a fact of an epoch that had ended', () => {
    assertTamperingDetected('ledger-order', /slave.joined slave8.*its epoch ended with entry \d+/, (draft) => {
      appendEntry(draft, { kind: 'epoch.ended', reason: 'stopped' });
      appendEntry(draft, { kind: 'slave.joined', host: 'slave8', instance: 'x' });
    });
  });

  test('a transition that is not in the table', () => {
    assertTamperingDetected('legal-moves', /task.running task8.*its state is success/, (draft) => {
      appendEntry(draft, factOf(draft, 'task.running', 'task8').fact);
    });
  });

  test('a success by another slave than the assigned one', () => {
    assertTamperingDetected('legal-moves', /task.success task8 .*it is assigned to slave2/, (draft) => {
      factOf(draft, 'task.success', 'task8').fact.instance = 'slave3-life4';
    });
  });

  test('an unknown kind of fact', () => {
    assertTamperingDetected('legal-moves', /task.forgotten task8.*no such kind of fact exists/, (draft) => {
      appendEntry(draft, { kind: 'task.forgotten', task: 'task8', taskname: 'task8' });
    });
  });

  test('a kind of fact with the name of an inherited property', () => {
    assertTamperingDetected('legal-moves', /constructor.*no such kind of fact exists/, (draft) => {
      appendEntry(draft, { kind: 'constructor' });
    });
  });

  test('a task in a fact that is not about one, and an epoch without a master', () => {
    assertTamperingDetected('legal-moves', /slave.joined \[task8\].*it names a task/, (draft) => {
      appendEntry(draft, { kind: 'slave.joined', host: 'slave8', instance: 'x', task: 'task8' });
    });
    assertTamperingDetected('legal-moves', /epoch.began.*its name is missing/, (draft) => {
      delete draft.ledger[0]?.facts[0]?.name;
    });
  });

  test('a fact without a required field', () => {
    assertTamperingDetected('legal-moves', /task.killed task1.*its reason is missing/, (draft) => {
      delete factOf(draft, 'task.killed', 'task1').fact.reason;
    });
  });

  test('a skipped attempt number', () => {
    assertTamperingDetected(
      'legal-moves',
      /task.placed task1 \[task1\] attempt 3.*the attempt after 1 must be 2/,
      (draft) => {
        for (const { facts } of draft.ledger)
          for (const fact of facts) if (fact.task === 'task1' && fact.attempt === 2) fact.attempt = 3;
      },
    );
  });

  test('a placement on a slave that has not joined', () => {
    assertTamperingDetected('legal-moves', /task.placed task7 .*that slave had not joined in this epoch/, (draft) => {
      const entry = draft.ledger.find(
        ({ epoch, facts }) =>
          epoch === 2 && facts.some(({ kind, host }) => kind === 'slave.joined' && host === 'slave3'),
      );
      entry?.facts.splice(0);
    });
  });

  test('a rerun without a kill', () => {
    assertTamperingDetected(
      'rerun',
      /task.placed task1 \[task1\] attempt 2.*attempt 1 had been neither killed nor returned/,
      (draft) => {
        removeFact(draft, 'task.killed', 'task1');
      },
    );
  });

  test('a killed task that was never placed again', () => {
    assertTamperingDetected(
      'rerun',
      /task.killed task1 \[task1\] attempt 1.*killed, but never placed again/,
      (draft) => {
        removeFact(draft, 'task.placed', 'task1', 2);
      },
    );
  });
});

describe('the checker detects in the log of a master', () => {
  test('a missing fact', () => {
    assertTamperingDetected('logged-facts', /task.killed task6 \[task6\] attempt 1.*no master logged it/, (draft) => {
      remove(draft.log, logOf(draft, { event: 'task.killed', taskId: 'task6', file: 'master1.log' }));
    });
  });

  test('a line with another attempt, host or kind than in MongoDB', () => {
    assertTamperingDetected('logged-facts', /task1.*attempt is 4 in the log, 1 in the ledger/, (draft) => {
      logOf(draft, { event: 'task.killed', taskId: 'task1' }).attempt = 4;
    });
    assertTamperingDetected('logged-facts', /task1.*host is "slave3" in the log, "slave1" in the ledger/, (draft) => {
      logOf(draft, { event: 'task.killed', taskId: 'task1' }).host = 'slave3';
    });
    assertTamperingDetected('logged-facts', /task1.*event is "task.success" in the log, "task.killed"/, (draft) => {
      logOf(draft, { event: 'task.killed', taskId: 'task1' }).event = 'task.success';
    });
  });

  test('a line about a fact that is not in MongoDB', () => {
    assertTamperingDetected(
      'logged-facts',
      /master1\.log:\d+: task.killed is logged as fact 999\/0, which is not in the ledger/,
      (draft) => {
        logOf(draft, { event: 'task.killed', taskId: 'task1' }).entry = 999;
      },
    );
  });

  test('facts that are logged out of order, or twice', () => {
    assertTamperingDetected('logged-facts', /master1\.log:\d+: fact 9\/0 was logged after 9\/0/, (draft) => {
      const line = logOf(draft, { entry: 9 });
      draft.log.splice(draft.log.indexOf(line), 0, { ...line });
    });
  });

  test('no violation when only a later leader logged a fact', () => {
    const draft = wholeRun();
    const line = logOf(draft, { event: 'task.running', taskId: 'task5', file: 'master1.log' });
    remove(draft.log, line);
    assert.equal(logOf(draft, { event: 'task.running', taskId: 'task5', file: 'master1.log' }).reread, true);
    assertPasses(draft);
  });
});
