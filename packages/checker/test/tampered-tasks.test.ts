import { describe, test } from 'node:test';
import {
  appendEntry,
  assertTamperingDetected,
  documentOf,
  factOf,
  journalOf,
  logOf,
  remove,
  removeFact,
} from './support/tamper.ts';

describe('the checker detects in the task documents', () => {
  test('a fifth state', () => {
    assertTamperingDetected('fields', /task3 \[task3\]: its state is "paused"/, (draft) => {
      documentOf(draft, 'task3').state = 'paused';
    });
  });

  test('a missing task', () => {
    assertTamperingDetected('fields', /task5 \[task5\] was seeded, but is not in MongoDB/, (draft) => {
      remove(draft.documents, documentOf(draft, 'task5'));
    });
  });

  test('a sleeptime that was changed after seeding', () => {
    assertTamperingDetected('fields', /task5 .* seeded as task5 with sleeptime 2, but has sleeptime 0.1/, (draft) => {
      documentOf(draft, 'task5').sleeptime = 0.1;
    });
  });

  test('an unknown field', () => {
    assertTamperingDetected('fields', /task2 .*field priority is unexpected.*9/, (draft) => {
      documentOf(draft, 'task2').odd = { priority: '9' };
    });
  });

  test('a task that ran but has no host', () => {
    assertTamperingDetected('fields', /task2 .*placed 1 times, but host is undefined/, (draft) => {
      delete documentOf(draft, 'task2').host;
    });
  });

  test('a task that never finished', () => {
    assertTamperingDetected('all-finish', /task8 \[task8\]: its state is running/, (draft) => {
      documentOf(draft, 'task8').state = 'running';
    });
  });

  test('a success that is not in the ledger', () => {
    assertTamperingDetected('all-finish', /task8 .*the ledger has no task.success/, (draft) => {
      removeFact(draft, 'task.success', 'task8');
    });
  });

  test('a state that differs from the ledger', () => {
    assertTamperingDetected('documents', /task4 .*state is "killed", by the ledger "success"/, (draft) => {
      documentOf(draft, 'task4').state = 'killed';
    });
  });

  test('a host, an attempt or a rev that differs from the ledger', () => {
    assertTamperingDetected('documents', /task4 .*host is "slave3", by the ledger "slave1"/, (draft) => {
      documentOf(draft, 'task4').host = 'slave3';
    });
    assertTamperingDetected('documents', /task1 .*attempt is 3, by the ledger 2/, (draft) => {
      documentOf(draft, 'task1').attempt = 3;
    });
    assertTamperingDetected('documents', /task4 .*rev is 1, by the ledger/, (draft) => {
      documentOf(draft, 'task4').rev = 1;
    });
  });

  test('an assignment after the task has finished', () => {
    assertTamperingDetected(
      'documents',
      /task4 .*assignment is "slave1\/x epoch 1 at 0", by the ledger "none"/,
      (draft) => {
        documentOf(draft, 'task4').assignment = { host: 'slave1', instance: 'x', epoch: 1, atMs: 0 };
      },
    );
  });

  test('a history that was rewritten or shortened', () => {
    assertTamperingDetected('documents', /task1 .*history item 2.*task.killed/, (draft) => {
      Object.assign(documentOf(draft, 'task1').history?.[2] ?? {}, { event: 'task.returned' });
    });
    assertTamperingDetected('documents', /task1 .*history length is 1, by the ledger 6/, (draft) => {
      documentOf(draft, 'task1').history?.splice(1);
    });
  });

  test('a missing document of a task in the ledger', () => {
    assertTamperingDetected('documents', /task4 \[task4\]: its document is missing/, (draft) => {
      remove(draft.documents, documentOf(draft, 'task4'));
    });
  });
});

describe('the checker detects', () => {
  test('a second success in the ledger', () => {
    assertTamperingDetected(
      'one-success',
      /succeeded 2 times: .*task8 \[task8\] attempt 1.*, .*task8 \[task8\] attempt 1/,
      (draft) => {
        appendEntry(draft, factOf(draft, 'task.success', 'task8').fact);
      },
    );
  });

  test('two attempts of one task that were both acknowledged as its success', () => {
    assertTamperingDetected(
      'one-success',
      /task1 .*attempts 2 and 1 were both acknowledged \(slave3\.log:99\)/,
      (draft) => {
        const acknowledged = logOf(draft, { event: 'task.success', taskId: 'task1', replayed: false });
        draft.log.push({ ...acknowledged, attempt: 1, file: 'slave3.log', line: 99 });
      },
    );
  });

  test('a success that no slave ran', () => {
    assertTamperingDetected(
      'backed',
      /task.success task8 \[task8\] attempt 1 on slave2.*no finished execution/,
      (draft) => {
        remove(draft.journal, journalOf(draft, 'finished', 'task8'));
      },
    );
  });

  test('a success that another slave ran', () => {
    assertTamperingDetected(
      'backed',
      /task.success task8.*no finished execution by that slave.*found only task8/,
      (draft) => {
        for (const event of ['started', 'finished'] as const)
          Object.assign(journalOf(draft, event, 'task8'), { host: 'slave1', instance: 'slave1-life6' });
      },
    );
  });

  test('a success that was recorded before the task had finished', () => {
    assertTamperingDetected('backed', /task.success task8.*recorded before it was true, see task8/, (draft) => {
      factOf(draft, 'task.success', 'task8').entry.atMs -= 1_000;
    });
  });

  test('a running task that no slave started', () => {
    assertTamperingDetected('backed', /task.running task8.*no started execution/, (draft) => {
      draft.journal = draft.journal.filter(({ taskId }) => taskId !== 'task8');
    });
  });

  test('a finished execution that was never recorded', () => {
    assertTamperingDetected(
      'nothing-lost',
      /task8 attempt 1 .*slave2\.journal\.jsonl:\d+\).*never recorded/,
      (draft) => {
        removeFact(draft, 'task.success', 'task8');
      },
    );
  });

  test('an acknowledged report that is not in the ledger', () => {
    assertTamperingDetected('acknowledged', /slave2\.log:\d+: task8 attempt 1 was acknowledged, but/, (draft) => {
      removeFact(draft, 'task.success', 'task8');
    });
  });

  test('a report that was acknowledged before it was written', () => {
    assertTamperingDetected('acknowledged', /acknowledged before .*task.success task8/, (draft) => {
      logOf(draft, { event: 'task.success', taskId: 'task8', file: 'slave2.log' }).atMs -= 500;
    });
  });

  test('a refused report that is the recorded success', () => {
    assertTamperingDetected('acknowledged', /slave2\.log:\d+: a report was refused .*task.success task8/, (draft) => {
      logOf(draft, { event: 'task.success', taskId: 'task8', file: 'slave2.log' }).event = 'report.refused';
    });
  });
});
