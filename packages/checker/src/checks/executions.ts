import type { Check } from '../check.ts';
import { isFinished, type Execution } from '../executions.ts';
import { sleeptimesOf } from '../run.ts';
import { CLOCK_TOLERANCE_MS, ROUNDING_MS } from '../tolerances.ts';
import { joinViolations, listViolations } from '../violations.ts';
import { count, duration, nameExecution, nameLine } from '../format.ts';

/**
 * What is wrong with the sleep of a finished execution; null when nothing is. No simulation has these two clocks of a
 * slave that must bear each other out, so this is said here.
 * @param sleeptime what the task asks for, in seconds
 */
export function sleepFault({ started, end }: Execution, sleeptime: number): string | null {
  if (end?.event !== 'finished') return null;
  const neededMs = sleeptime * 1_000 - ROUNDING_MS;
  const sleptMs = end.sleptMs ?? 0;
  const elapsedMs = end.monotonicMs - started.monotonicMs;
  if (sleptMs < neededMs) return `slept ${Math.round(sleptMs)} ms of ${sleeptime * 1_000} ms (${nameLine(end)})`;
  if (elapsedMs < neededMs)
    return `finished ${elapsedMs.toFixed(0)} ms after its own start, though it must sleep ${sleeptime * 1_000} ms (${nameLine(end)})`;
  if (sleptMs > elapsedMs + CLOCK_TOLERANCE_MS)
    return `claims ${Math.round(sleptMs)} ms of sleep in the ${elapsedMs.toFixed(0)} ms since its own start (${nameLine(end)})`;
  return null;
}

/** Every run of a task sleeps its whole time. */
export const WHOLE_SLEEP: Check = {
  id: 'whole-sleep',
  section: 'asked',
  title: 'Every time a task runs, it sleeps for its sleeptime',
  how: 'in the journals, each finished execution slept at least sleeptime, by its own count and by the monotonic clock since its own start',
  evaluate: (run) => {
    const found = listViolations();
    const sleeptimeOf = sleeptimesOf(run);
    const finished = run.executions.all.filter(isFinished);
    let sleptMs = 0;
    for (const execution of finished) {
      sleptMs += execution.end?.sleptMs ?? 0;
      const sleeptime = sleeptimeOf(execution.taskId);
      const fault = sleeptime === undefined ? 'no such task is known' : sleepFault(execution, sleeptime);
      if (fault !== null) found.add(() => `${nameExecution(execution)}: ${fault}`);
    }
    const observed = `${count(finished.length, 'finished execution')}, ${duration(sleptMs)} slept`;
    return { exercised: finished.length > 0, observed, violations: found.result() };
  },
};

/** A slave never does two things at once. */
export const ONE_AT_A_TIME: Check = {
  id: 'one-at-a-time',
  section: 'asked',
  title: 'Each slave works on one task at a time',
  how: "within each life of a slave, no two executions overlap, by the journal's monotonic clock",
  evaluate: ({ executions, reading }) => ({
    exercised: executions.all.length > 1,
    observed: `${count(executions.all.length, 'execution')} in ${count(executions.byInstance.size, 'life', 'lives')} of slaves`,
    violations: reading.broken('one-at-a-time'),
  }),
};

/** The journals make sense, and no attempt starts twice. */
export const STARTED_ONCE: Check = {
  id: 'started-once',
  section: 'promised',
  title: 'An attempt is started at most once',
  how: 'in the journals, each (task, attempt) has one nonce, and each nonce one start and at most one end, in one process',
  evaluate: ({ evidence, executions, reading }) => ({
    exercised: executions.all.length > 0,
    observed: `${count(executions.all.length, 'nonce')} in ${count(evidence.journal.length, 'journal line')}`,
    violations: joinViolations([reading.broken('started-once'), executions.violations]),
  }),
};
