import type { Place } from '@steadfast/checker/evidence';
import { isFinished, type Execution } from '@steadfast/checker/executions';
import type { Outage } from '@steadfast/checker/outages';
import { findReplayed } from '@steadfast/checker/replayed';
import type { Run } from '@steadfast/checker/run';
import type { FactAt, TaskStory } from '@steadfast/checker/task-histories';
import type { Archive, Exhibit } from './evidence-index.ts';
import { DEEDS, findReruns, sleptText } from './cite.ts';

/** One step of a story. */
export interface Step extends Exhibit {
  readonly atMs: number;
}

/** What became of one task, step by step. */
export interface ToldStory {
  readonly title: string;
  readonly taskname: string;
  readonly steps: readonly Step[];
}

function factText({ kind, host, attempt, epoch, reason }: FactAt): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  switch (kind) {
    case 'task.placed':
      return `the master (reign ${epoch}) places it on ${host} as attempt ${attempt}`;
    case 'task.running':
      return `the master has it as running on ${host}`;
    case 'task.success':
      return `the master (reign ${epoch}) has its success on record`;
    case 'task.killed':
      return `the master has attempt ${attempt} as killed${why}`;
    case 'task.returned':
      return `the master takes attempt ${attempt} back${why}`;
    default:
      return `${kind}${why}`;
  }
}

function endText(execution: Execution): string {
  return isFinished(execution)
    ? `${execution.host} finishes attempt ${execution.attempt}, after ${sleptText(execution)}`
    : `${execution.host} gives attempt ${execution.attempt} up`;
}

function step(atMs: number, caption: string, place: Place): Step {
  return { atMs, caption, places: [place] };
}

function executionSteps(execution: Execution): Step[] {
  const { started, end, host, attempt } = execution;
  const begun = step(started.atMs, `${host} begins attempt ${attempt}`, started);
  return end === undefined ? [begun] : [begun, step(end.atMs, endText(execution), end)];
}

/** What was done to those that had to do with a task while it was under way. */
function deedSteps({ evidence }: Run, targets: ReadonlySet<string>, fromMs: number, toMs: number): Step[] {
  return (evidence.chaos ?? [])
    .filter(({ target, atMs }) => targets.has(target) && atMs >= fromMs && atMs <= toMs)
    .map((line) => step(line.atMs, `${line.target} ${DEEDS[line.action]}`, line));
}

function tell(archive: Archive, title: string, story: TaskStory): ToldStory {
  const { run, factPlace, slaveLine } = archive;
  const executions = [...story.attempts.values()].flatMap((attempt) => attempt.executions);
  const hosts = new Set(executions.map(({ host }) => host));
  const masters = run.outages.filter(({ role }) => role === 'master').map(({ target }: Outage) => target);
  const [first, last] = [story.facts[0]?.atMs ?? 0, story.facts.at(-1)?.atMs ?? 0];
  const told = executions.flatMap(({ taskId, attempt, host }): Step[] => {
    const line = slaveLine('task.success', `${taskId} ${attempt}`);
    if (line === undefined) return [];
    const how = line.replayed === true ? 'its report was replayed' : 'it may forget it';
    return [step(line.atMs, `${host} is told that it is on record; ${how}`, line)];
  });
  const epochs = run.epochs.filter(({ atMs }) => atMs > first && atMs < last);
  const steps: Step[] = [
    ...story.facts.map((fact) => step(fact.atMs, factText(fact), factPlace(fact))),
    ...executions.flatMap(executionSteps),
    ...deedSteps(run, new Set([...hosts, ...masters]), first, last),
    ...epochs.map((fact) => step(fact.atMs, `reign ${fact.epoch} begins`, factPlace(fact))),
    ...told,
  ].sort((one, other) => one.atMs - other.atMs);
  return { title, taskname: story.taskname, steps };
}

/** Tells of a task that was killed and rerun, and of one whose report outlived its master; of each that there is. */
export function tellStories(archive: Archive): ToldStory[] {
  const { run } = archive;
  const [rerun] = findReruns(run);
  const replayed = findReplayed(run)
    .map(({ success }) => run.stories.get(success.task ?? ''))
    .filter((story) => story !== undefined && story !== rerun?.story);
  return [
    ...(rerun === undefined ? [] : [tell(archive, 'A task that was killed, and rerun from scratch', rerun.story)]),
    ...replayed
      .sort((one, other) => (one?.facts.length ?? 0) - (other?.facts.length ?? 0))
      .slice(0, 1)
      .flatMap((story) =>
        story === undefined ? [] : [tell(archive, 'A task that finished while the master was dead', story)],
      ),
  ];
}
