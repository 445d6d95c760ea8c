import type { Place } from '@steadfast/checker';
import {
  findReplayedReports,
  type IndexedRun,
  isFinished,
  type JournalExecution,
  type LocatedFact,
  type TaskHistory,
} from '@steadfast/checker/run';
import { describeFactFields } from '@steadfast/records';
import { ACTION_TEXTS, formatSleep } from './cite.ts';
import { attemptKey, type EvidenceIndex, type EvidenceItem } from './evidence-index.ts';
import { findReruns } from './find-examples.ts';

/** One step of a timeline. */
export interface TimelineStep extends EvidenceItem {
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
}

/** Everything that happened to one task, step by step. */
export interface TaskTimeline {
  readonly title: string;
  readonly taskname: string;
  readonly steps: readonly TimelineStep[];
}

function step(atMs: number, caption: string, place: Place): TimelineStep {
  return { atMs, caption, places: [place] };
}

function factStep({ factPlace }: EvidenceIndex, fact: LocatedFact): TimelineStep {
  const source = fact.task === undefined ? 'ledger' : `ledger, epoch ${fact.epoch}`;
  return step(fact.atMs, `${source}: ${describeFactFields(fact, 'history')}`, factPlace(fact));
}

function executionSteps(execution: JournalExecution): TimelineStep[] {
  const { started, end, host, attempt } = execution;
  const start = step(started.atMs, `${host} starts attempt ${attempt}`, started);
  if (end === undefined) return [start];
  const endText = isFinished(execution)
    ? `${host} finishes attempt ${attempt} after ${formatSleep(execution)}`
    : `${host} aborts attempt ${attempt}`;
  return [start, step(end.atMs, endText, end)];
}

function acknowledgementSteps(
  { slaveLine }: EvidenceIndex,
  { taskId, attempt, host }: JournalExecution,
): TimelineStep[] {
  const line = slaveLine('task.success', attemptKey(taskId, attempt));
  if (line === undefined) return [];
  const report = line.replayed === true ? 'its replayed report' : 'its report';
  return [step(line.atMs, `${host} receives the acknowledgement of ${report}`, line)];
}

/** Returns the actions of chaos on some targets, within a span of the wall clock. */
function chaosSteps(
  { evidence }: IndexedRun,
  targets: ReadonlySet<string>,
  fromMs: number,
  toMs: number,
): TimelineStep[] {
  return (evidence.chaos ?? [])
    .filter(({ target, atMs }) => targets.has(target) && atMs >= fromMs && atMs <= toMs)
    .map((line) => step(line.atMs, `${line.target} ${ACTION_TEXTS[line.action]}`, line));
}

function timelineOf(index: EvidenceIndex, title: string, { taskname, facts, attempts }: TaskHistory): TaskTimeline {
  const { run } = index;
  const executions = [...attempts.values()].flatMap((attempt) => attempt.executions);
  const hosts = executions.map(({ host }) => host);
  const masters = run.outages.filter(({ role }) => role === 'master').map(({ target }) => target);
  const [first, last] = [facts[0]?.atMs ?? 0, facts.at(-1)?.atMs ?? 0];
  const epochs = run.epochs.filter(({ atMs }) => atMs > first && atMs < last);
  const steps: TimelineStep[] = [
    ...facts.map((fact) => factStep(index, fact)),
    ...executions.flatMap(executionSteps),
    ...chaosSteps(run, new Set([...hosts, ...masters]), first, last),
    ...epochs.map((fact) => factStep(index, fact)),
    ...executions.flatMap((execution) => acknowledgementSteps(index, execution)),
  ].sort((one, other) => one.atMs - other.atMs);
  return { title, taskname, steps };
}

/** Selects a task that was killed and rerun, and one that finished while the master was down, if there are any. */
export function selectTimelines(index: EvidenceIndex): TaskTimeline[] {
  const { run } = index;
  const [rerun] = findReruns(run);
  const [replayed] = findReplayedReports(run)
    .flatMap(({ success }) => run.taskHistories.get(success.task ?? '') ?? [])
    .filter((task) => task !== rerun?.task)
    .sort((one, other) => one.facts.length - other.facts.length);
  return [
    ...(rerun === undefined ? [] : [timelineOf(index, 'A task that was killed and rerun from scratch', rerun.task)]),
    ...(replayed === undefined ? [] : [timelineOf(index, 'A task that finished while the master was down', replayed)]),
  ];
}
