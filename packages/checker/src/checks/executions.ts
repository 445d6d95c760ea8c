import { formatDuration, formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameExecution } from '../naming.ts';
import { isFinished } from '../run/executions.ts';
import { sleepDefect, sleeptimeLookup } from '../run/sleep.ts';
import { createViolationList, mergeViolations } from '../violations.ts';

export const WHOLE_SLEEP: Check = {
  id: 'whole-sleep',
  section: 'requirement',
  title: 'Every execution of a task sleeps for its full sleeptime',
  how: 'in the journals, each finished execution slept for at least sleeptime, both as measured by the task and on the monotonic clock since its start',
  evaluate: (run) => {
    const violations = createViolationList();
    const sleeptimeOf = sleeptimeLookup(run);
    const finished = run.executions.all.filter(isFinished);
    let sleptMs = 0;
    for (const execution of finished) {
      sleptMs += execution.end?.sleptMs ?? 0;
      const sleeptime = sleeptimeOf(execution.taskId);
      const defect = sleeptime === undefined ? 'no such task is known' : sleepDefect(execution, sleeptime);
      if (defect !== null) violations.add(() => `${nameExecution(execution)}: ${defect}`);
    }
    return {
      exercised: finished.length > 0,
      observed: `${formatPlural(finished.length, 'finished execution')}, ${formatDuration(sleptMs)} of sleep`,
      violations: violations.result(),
    };
  },
};

export const ONE_AT_A_TIME: Check = {
  id: 'one-at-a-time',
  section: 'requirement',
  title: 'Each slave runs one task at a time',
  how: "no two executions of one incarnation of a slave overlap on the journal's monotonic clock",
  evaluate: ({ executions, records }) => ({
    exercised: executions.all.length > 1,
    observed: `${formatPlural(executions.all.length, 'execution')} by ${formatPlural(executions.byInstance.size, 'slave incarnation')}`,
    violations: records.violationsOf('one-at-a-time'),
  }),
};

export const STARTED_ONCE: Check = {
  id: 'started-once',
  section: 'guarantee',
  title: 'Each attempt is started at most once',
  how: 'in the journals, each (task, attempt) has one nonce, and each nonce has one start and at most one end, in one process',
  evaluate: ({ evidence, executions, records }) => ({
    exercised: executions.all.length > 0,
    observed: `${formatPlural(executions.all.length, 'nonce')} in ${formatPlural(evidence.journal.length, 'journal line')}`,
    violations: mergeViolations([records.violationsOf('started-once'), executions.violations]),
  }),
};
