import { formatPlural } from '@steadfast/runtime/format';
import type { Print } from '../print.ts';
import type { Plan } from '../random/plan.ts';
import type { TranscriptWriter } from '../random/create-cluster.ts';

/** Processes retry forever: a line that retries repeat is printed once per this much simulated time. */
const REPEAT_INTERVAL_MS = 10_000;

/** The beginnings of lines that retries repeat. */
const REPEATED = /^(got no session|→ \S+ (register|refuse)|ended the session of)/;

/** Column widths. */
const TIME_WIDTH = 9;
const SUBJECT_WIDTH = 8;

/** Creates a transcript with one line per event: the simulated time in seconds, the subject, and what it does. */
export function createTranscript(print: Print): TranscriptWriter {
  const printedMs = new Map<string, number>();
  return (atMs, subject, text) => {
    if (text === '') return;
    const key = `${subject} ${text}`;
    if (REPEATED.test(text)) {
      if (atMs - (printedMs.get(key) ?? -Infinity) < REPEAT_INTERVAL_MS) return;
      printedMs.set(key, atMs);
    }
    const time = (atMs / 1_000).toFixed(3).padStart(TIME_WIDTH);
    print(subject === 'fault' ? `${time}  *** ${text}` : `${time}  ${subject.padEnd(SUBJECT_WIDTH)} ${text}`);
  };
}

function formatRange([least, most]: readonly [number, number]): string {
  return least === most ? `${least} ms` : `${least} to ${most} ms`;
}

function describeTask({ taskId, sleepMs, atMs, fault, repairedAtMs, past, job }: Plan['tasks'][number]): string {
  const repaired = repairedAtMs === null ? '' : `, repaired at ${(repairedAtMs / 1_000).toFixed(3)} s`;
  const faulty = fault === null ? '' : `; faulty document: ${fault}${repaired}`;
  const restored = past === undefined ? '' : `; restored: ${JSON.stringify(past)}`;
  const does = job === undefined ? 'sleeps' : `fails ${job.failures} times${job.permanent ? ' for good' : ''}, running`;
  return `  ${taskId} ${does} ${sleepMs / 1_000} s, inserted at ${(atMs / 1_000).toFixed(3)} s${faulty}${restored}`;
}

/** Longer lists of tasks are omitted. */
const MAX_TASKS_LISTED = 12;

/** Prints what the world of a plan consists of, and how to read its transcript. */
export function printIntroduction(plan: Plan, print: Print): void {
  const { masters, slaves, tasks, faults, healAtMs, networkLatencyMs, databaseLatencyMs, drift } = plan;
  const drivers = plan.drivers ? ' with real drivers' : '';
  const size = [
    formatPlural(masters, 'master'),
    formatPlural(slaves, 'slave'),
    formatPlural(tasks.length, 'task'),
    formatPlural(faults.length, 'fault'),
  ];
  print(
    `The world${drivers} of seed ${plan.seed}: ${size.join(', ')}. All faults end at ${(healAtMs / 1_000).toFixed(1)} s.`,
  );
  print(
    `Network latency ${formatRange(networkLatencyMs)}, database latency ${formatRange(databaseLatencyMs)}, ` +
      `${drift === 0 ? 'no clock drift' : `clock drift up to ${drift * 100} %`}.`,
  );
  print('slave2.3 is the third incarnation of slave2; t5#2 is the second attempt of task t5.');
  if (tasks.length <= MAX_TASKS_LISTED) for (const task of tasks) print(describeTask(task));
  print('');
}
