import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { appendEntry, assertDoctoredRunCaught, assertHolds, factOf, logOf, remove, removeFact } from './tamper.ts';
import { wholeRun } from './runs.ts';

describe('a doctored ledger is caught', () => {
  test('an entry that is missing', () => {
    assertDoctoredRunCaught('ledger-order', /found entry 11, expected entry 10/, (draft) => {
      draft.ledger.splice(9, 1);
    });
  });

  test('a ledger without its beginning', () => {
    assertDoctoredRunCaught('ledger-order', /found entry 3, expected entry 1/, (draft) => {
      draft.ledger.splice(0, 2);
    });
  });

  test('an epoch that falls', () => {
    assertDoctoredRunCaught('ledger-order', /task.success task8.*epoch 1 is older than the current epoch 2/, (draft) => {
      factOf(draft, 'task.success', 'task8').entry.epoch = 1;
    });
  });

  test('an epoch that nobody began, or that is left out', () => {
    assertDoctoredRunCaught('ledger-order', /task.success task8.*epoch 3 has not begun/, (draft) => {
      factOf(draft, 'task.success', 'task8').entry.epoch = 3;
    });
    assertDoctoredRunCaught('ledger-order', /reign.began master1\/.*its epoch is 5, expected 2/, (draft) => {
      for (const entry of draft.ledger) if (entry.epoch === 2) entry.epoch = 5;
    });
  });

  test('two masters that write in one reign', () => {
    assertDoctoredRunCaught('ledger-order', /task.success task8.*written by master2-life9 in the epoch of/, (draft) => {
      factOf(draft, 'task.success', 'task8').entry.by = 'master2-life9';
    });
  });

  test('a fact of a reign that had ended', () => {
    assertDoctoredRunCaught('ledger-order', /slave.joined on slave8.*its epoch ended with entry \d+/, (draft) => {
      appendEntry(draft, { kind: 'epoch.ended', reason: 'stopped' });
      appendEntry(draft, { kind: 'slave.joined', host: 'slave8', instance: 'x' });
    });
  });

  test('a move that the transition table does not have', () => {
    assertDoctoredRunCaught('legal-moves', /task.running task8.*its state is success/, (draft) => {
      appendEntry(draft, factOf(draft, 'task.running', 'task8').fact);
    });
  });

  test('a success by another slave than the one responsible', () => {
    assertDoctoredRunCaught('legal-moves', /task.success task8 .*it is assigned to slave2/, (draft) => {
      factOf(draft, 'task.success', 'task8').fact.instance = 'slave3-life4';
    });
  });

  test('a kind of fact that does not exist', () => {
    assertDoctoredRunCaught('legal-moves', /task.forgotten task8.*there is no such fact/, (draft) => {
      appendEntry(draft, { kind: 'task.forgotten', task: 'task8', taskname: 'task8' });
    });
  });

  test('a kind that every object has a field of the name of', () => {
    assertDoctoredRunCaught('legal-moves', /constructor.*there is no such fact/, (draft) => {
      appendEntry(draft, { kind: 'constructor' });
    });
  });

  test('a task named where none belongs, and a reign of nobody', () => {
    assertDoctoredRunCaught('legal-moves', /slave.joined task task8.*it names a task/, (draft) => {
      appendEntry(draft, { kind: 'slave.joined', host: 'slave8', instance: 'x', task: 'task8' });
    });
    assertDoctoredRunCaught('legal-moves', /reign.began.*its name is missing/, (draft) => {
      delete draft.ledger[0]?.facts[0]?.name;
    });
  });

  test('a fact that lacks a field', () => {
    assertDoctoredRunCaught('legal-moves', /task.killed task1.*it gives no reason/, (draft) => {
      delete factOf(draft, 'task.killed', 'task1').fact.reason;
    });
  });

  test('an attempt number that is left out', () => {
    assertDoctoredRunCaught('legal-moves', /task.placed task1 attempt 3.*the attempt after 1 must be 2/, (draft) => {
      for (const { facts } of draft.ledger)
        for (const fact of facts) if (fact.task === 'task1' && fact.attempt === 2) fact.attempt = 3;
    });
  });

  test('a placement on a slave that is not there', () => {
    assertDoctoredRunCaught('legal-moves', /task.placed task7 .*that slave had not joined in this epoch/, (draft) => {
      const entry = draft.ledger.find(
        ({ epoch, facts }) =>
          epoch === 2 && facts.some(({ kind, host }) => kind === 'slave.joined' && host === 'slave3'),
      );
      entry?.facts.splice(0);
    });
  });

  test('a rerun without a kill', () => {
    assertDoctoredRunCaught(
      'rerun',
      /task.placed task1 attempt 2.*attempt 1 was neither killed nor returned/,
      (draft) => {
        removeFact(draft, 'task.killed', 'task1');
      },
    );
  });

  test('a task that was killed and never placed again', () => {
    assertDoctoredRunCaught('rerun', /task.killed task1 attempt 1.*killed, but never placed again/, (draft) => {
      removeFact(draft, 'task.placed', 'task1', 2);
    });
  });
});

describe("doctored masters' logs are caught", () => {
  test('a fact that no log tells', () => {
    assertDoctoredRunCaught('logged-facts', /task.killed task6 attempt 1.*no master's log has a line/, (draft) => {
      remove(draft.log, logOf(draft, { event: 'task.killed', taskId: 'task6', file: 'master1.log' }));
    });
  });

  test('a line that says another attempt, host or kind than MongoDB', () => {
    assertDoctoredRunCaught('logged-facts', /task1.*attempt is 4 in the log, 1 in the ledger/, (draft) => {
      logOf(draft, { event: 'task.killed', taskId: 'task1' }).attempt = 4;
    });
    assertDoctoredRunCaught('logged-facts', /task1.*host is "slave3" in the log, "slave1" in the ledger/, (draft) => {
      logOf(draft, { event: 'task.killed', taskId: 'task1' }).host = 'slave3';
    });
    assertDoctoredRunCaught('logged-facts', /task1.*event is "task.success" in the log, "task.killed"/, (draft) => {
      logOf(draft, { event: 'task.killed', taskId: 'task1' }).event = 'task.success';
    });
  });

  test('a line about a fact that is not in MongoDB', () => {
    assertDoctoredRunCaught('logged-facts', /master1\.log:\d+: .* as fact 999\/0 is not in the ledger/, (draft) => {
      logOf(draft, { event: 'task.killed', taskId: 'task1' }).entry = 999;
    });
  });

  test('a log that is out of the order of the ledger, or tells a fact twice', () => {
    assertDoctoredRunCaught('logged-facts', /master1\.log:\d+: entry 9\/0 was logged after 9\/0/, (draft) => {
      const line = logOf(draft, { entry: 9 });
      draft.log.splice(draft.log.indexOf(line), 0, { ...line });
    });
  });

  test('but a successor may tell what its predecessor could not', () => {
    const draft = wholeRun();
    const line = logOf(draft, { event: 'task.running', taskId: 'task5', file: 'master1.log' });
    remove(draft.log, line);
    assert.equal(logOf(draft, { event: 'task.running', taskId: 'task5', file: 'master1.log' }).reread, true);
    assertHolds(draft);
  });
});
