import { describe, test } from 'node:test';
import {
  appendEntry,
  assertDoctoredRunCaught,
  documentOf,
  factOf,
  journalOf,
  logOf,
  remove,
  removeFact,
} from './tamper.ts';

describe('doctored task documents are caught', () => {
  test('a fifth state', () => {
    assertDoctoredRunCaught('fields', /task3 \[task3\]: its state is "paused"/, (draft) => {
      documentOf(draft, 'task3').state = 'paused';
    });
  });

  test('a seeded task that is gone', () => {
    assertDoctoredRunCaught('fields', /task5 \[task5\] was seeded, but is not in MongoDB/, (draft) => {
      remove(draft.documents, documentOf(draft, 'task5'));
    });
  });

  test('a sleeptime that was changed after seeding', () => {
    assertDoctoredRunCaught('fields', /task5 .* seeded as task5 with sleeptime 2, but has sleeptime 0.1/, (draft) => {
      documentOf(draft, 'task5').sleeptime = 0.1;
    });
  });

  test('a field that no task has', () => {
    assertDoctoredRunCaught('fields', /task2 .*field priority is not expected.*9/, (draft) => {
      documentOf(draft, 'task2').odd = { priority: '9' };
    });
  });

  test('a task that ran, but has no host', () => {
    assertDoctoredRunCaught('fields', /task2 .*placed 1 times, but host is undefined/, (draft) => {
      delete documentOf(draft, 'task2').host;
    });
  });

  test('a task that never finished', () => {
    assertDoctoredRunCaught('all-finish', /task8 \[task8\]: its state is running/, (draft) => {
      documentOf(draft, 'task8').state = 'running';
    });
  });

  test('a success that only the document knows of', () => {
    assertDoctoredRunCaught('all-finish', /task8 .*no task.success is in the ledger/, (draft) => {
      removeFact(draft, 'task.success', 'task8');
    });
  });

  test('a document that differs from the ledger in its state', () => {
    assertDoctoredRunCaught('documents', /task4 .*state is "killed", by the ledger "success"/, (draft) => {
      documentOf(draft, 'task4').state = 'killed';
    });
  });

  test('a document that differs in its host, its attempt, or its rev', () => {
    assertDoctoredRunCaught('documents', /task4 .*host is "slave3", by the ledger "slave1"/, (draft) => {
      documentOf(draft, 'task4').host = 'slave3';
    });
    assertDoctoredRunCaught('documents', /task1 .*attempt is 3, by the ledger 2/, (draft) => {
      documentOf(draft, 'task1').attempt = 3;
    });
    assertDoctoredRunCaught('documents', /task4 .*rev is 1, by the ledger/, (draft) => {
      documentOf(draft, 'task4').rev = 1;
    });
  });

  test('a document that still names who is responsible after the task has finished', () => {
    assertDoctoredRunCaught(
      'documents',
      /task4 .*assignment is "slave1\/x epoch 1 at 0", by the ledger "none"/,
      (draft) => {
        documentOf(draft, 'task4').assignment = { host: 'slave1', instance: 'x', epoch: 1, atMs: 0 };
      },
    );
  });

  test('a history that was rewritten, or shortened', () => {
    assertDoctoredRunCaught('documents', /task1 .*history item 2.*task.killed/, (draft) => {
      Object.assign(documentOf(draft, 'task1').history?.[2] ?? {}, { event: 'task.returned' });
    });
    assertDoctoredRunCaught('documents', /task1 .*history length is 1, by the ledger 6/, (draft) => {
      documentOf(draft, 'task1').history?.splice(1);
    });
  });

  test('a document that is gone although the ledger speaks of it', () => {
    assertDoctoredRunCaught('documents', /task4 \[task4\]: its document is gone/, (draft) => {
      remove(draft.documents, documentOf(draft, 'task4'));
    });
  });
});

describe('doctored successes are caught', () => {
  test('a second success in the ledger', () => {
    assertDoctoredRunCaught('one-success', /succeeded 2 times: .*task8 attempt 1.*, .*task8 attempt 1/, (draft) => {
      appendEntry(draft, factOf(draft, 'task.success', 'task8').fact);
    });
  });

  test('two attempts of one task that slaves were both told to be successes', () => {
    assertDoctoredRunCaught('one-success', /task1 .*attempts 2 and 1 were acknowledged \(slave3\.log:99\)/, (draft) => {
      const told = logOf(draft, { event: 'task.success', taskId: 'task1', replayed: false });
      draft.log.push({ ...told, attempt: 1, file: 'slave3.log', line: 99 });
    });
  });

  test('a success that no slave executed', () => {
    assertDoctoredRunCaught('backed', /task.success task8 attempt 1 on slave2.*no finished execution/, (draft) => {
      remove(draft.journal, journalOf(draft, 'finished', 'task8'));
    });
  });

  test('a success that another slave executed', () => {
    assertDoctoredRunCaught(
      'backed',
      /task.success task8.*no finished execution by that slave.*there is task8/,
      (draft) => {
        for (const event of ['started', 'finished'] as const)
          Object.assign(journalOf(draft, event, 'task8'), { host: 'slave1', instance: 'slave1-life6' });
      },
    );
  });

  test('a success that was recorded before the task had finished', () => {
    assertDoctoredRunCaught('backed', /task.success task8.*recorded before it was true, see task8/, (draft) => {
      factOf(draft, 'task.success', 'task8').entry.atMs -= 1_000;
    });
  });

  test('a task said to be running that nobody started', () => {
    assertDoctoredRunCaught('backed', /task.running task8.*no started execution/, (draft) => {
      draft.journal = draft.journal.filter(({ taskId }) => taskId !== 'task8');
    });
  });

  test('a finished execution that was never recorded', () => {
    assertDoctoredRunCaught(
      'nothing-lost',
      /task8 attempt 1 .*slave2\.journal\.jsonl:\d+\).*never recorded/,
      (draft) => {
        removeFact(draft, 'task.success', 'task8');
      },
    );
  });

  test('a report that was acknowledged, but is not in the ledger', () => {
    assertDoctoredRunCaught('acknowledged', /slave2\.log:\d+: task8 attempt 1 was acknowledged, but/, (draft) => {
      removeFact(draft, 'task.success', 'task8');
    });
  });

  test('a report that was acknowledged before the ledger had it', () => {
    assertDoctoredRunCaught('acknowledged', /acknowledged before .*task.success task8/, (draft) => {
      logOf(draft, { event: 'task.success', taskId: 'task8', file: 'slave2.log' }).atMs -= 500;
    });
  });

  test('a report that was refused, although it is the recorded success', () => {
    assertDoctoredRunCaught('acknowledged', /slave2\.log:\d+: a report was refused .*task.success task8/, (draft) => {
      logOf(draft, { event: 'task.success', taskId: 'task8', file: 'slave2.log' }).event = 'report.refused';
    });
  });
});
