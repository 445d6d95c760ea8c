/**
 * How evidence is named in messages: always the same way, and always so that it can be found again.
 */
import { PLAIN_NAMES, type EvidenceNames, type ReportViolation } from '@steadfast/invariants';
import type { Place } from './evidence.ts';
import type { Execution } from './executions.ts';
import type { Outage } from './outages.ts';
import type { FactAt } from './task-histories.ts';
import type { ViolationList } from './violations.ts';

/** A line of a file: `slave1.journal.jsonl:12`. */
export function nameLine({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** A fact: `entry 12 fact 0 (task.killed task7 attempt 2 on slave1/4f2a)`. */
export function nameFact({ entry, index, kind, task, taskname, attempt, host, instance, name }: FactAt): string {
  const about = task === undefined ? [] : [taskname ?? `task ${task}`];
  const which = attempt === undefined ? [] : [`attempt ${attempt}`];
  const where = host === undefined ? [] : [`on ${host}/${instance ?? '?'}`];
  const who = name === undefined ? [] : [`${name}/${instance ?? '?'}`];
  return `entry ${entry} fact ${index} (${[kind, ...about, ...which, ...where, ...who].join(' ')})`;
}

/** An execution: `task7 attempt 2 on slave1/4f2a, nonce 9c1e (slave1.journal.jsonl:12)`. */
export function nameExecution({ taskname, attempt, host, instance, nonce, started }: Execution): string {
  return `${taskname} attempt ${attempt} on ${host}/${instance}, nonce ${nonce} (${nameLine(started)})`;
}

function nameRan(execution: Execution): string {
  const { end } = execution;
  return `${nameExecution(execution)} ran, which ${end === undefined ? 'has no end' : `ended at ${nameLine(end)}`}`;
}

/** How the shared promises name what breaks them: what they were given by the checker, they give back as it was. */
export const NAMES: EvidenceNames = {
  ...PLAIN_NAMES,
  fact: (fact) => nameFact(fact as FactAt),
  execution: (start) => nameExecution(start as Execution),
  ran: (start) => nameRan(start as Execution),
};

/** Takes what breaks a shared promise into a list. */
export function reportTo(found: ViolationList, names = NAMES): ReportViolation {
  return (_promise, detail) => found.add(() => detail(names));
}

/** A moment, readable. */
export function nameMoment(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 23);
}

/** An outage: `kill of slave1 at 12:00:00.839 (chaos.jsonl:1)`. */
export function nameOutage({ kind, target, fromMs, began }: Outage): string {
  return `${kind} of ${target} at ${nameMoment(fromMs)} (${nameLine(began)})`;
}

/** A number of things: `1 kill`, `3 kills`. */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${amount} ${amount === 1 ? singular : plural}`;
}

/** Milliseconds, readable: `85 ms`, `2.4 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
