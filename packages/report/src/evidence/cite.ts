import type { ChaosLine, Place, TaskDocument } from '@steadfast/checker/evidence';
import { isFinished, type Execution } from '@steadfast/checker/executions';
import type { Run } from '@steadfast/checker/run';
import type { AttemptStory, FactAt, TaskStory } from '@steadfast/checker/task-histories';
import { duration } from '@steadfast/checker/format';
import type { Archive, Exhibit } from './evidence-index.ts';

/** Chooses the lines that show one claim. */
export type Chooser = (archive: Archive) => readonly Exhibit[];

/** A line and what it shows, as a list of one; of none where there is no such line. */
export function show(caption: string, place: Place | undefined): readonly Exhibit[] {
  return place === undefined ? [] : [{ caption, places: [place] }];
}

/** The four fields of a task's document. */
export function showDocument(archive: Archive, caption: string, document: TaskDocument | undefined): Exhibit[] {
  return document === undefined ? [] : [{ caption, places: archive.documentPlaces(document) }];
}

/** The line of the journal with which an execution began. */
export function showStart(caption: string, execution: Execution | undefined): readonly Exhibit[] {
  return show(caption, execution?.started);
}

/** The line of the journal with which an execution ended. */
export function showEnd(caption: string, execution: Execution | undefined): readonly Exhibit[] {
  return show(caption, execution?.end);
}

/** A fact, as the log of the master that decided it tells it. */
export function showFact({ factPlace }: Archive, caption: string, fact: FactAt | undefined): readonly Exhibit[] {
  return fact === undefined ? [] : show(caption, factPlace(fact));
}

/** What was done to a process, in words. */
export const DEEDS: Readonly<Record<ChaosLine['action'], string>> = {
  kill: 'is killed',
  start: 'is started again',
  freeze: 'is frozen',
  thaw: 'goes on',
  stop: 'is stopped',
  cut: 'is cut off',
  heal: 'can be reached again',
  lossy: 'loses packets',
  steady: 'loses no packets any more',
};

/** How long an execution slept, readable. */
export function sleptText({ end }: Execution): string {
  return duration(end?.sleptMs ?? 0);
}

/** The finished execution that slept longest. */
export function longestExecution({ executions }: Run): Execution | undefined {
  let longest: Execution | undefined;
  for (const execution of executions.all)
    if (isFinished(execution) && (execution.end?.sleptMs ?? 0) > (longest?.end?.sleptMs ?? -1)) longest = execution;
  return longest;
}

/** A task that was killed and then finished, with the attempt that was killed and the one that ended well. */
export interface Rerun {
  readonly story: TaskStory;
  readonly killed: FactAt;
  readonly before: AttemptStory;
  readonly after: AttemptStory;
}

/** The tasks that were killed while they ran and were run again to the end, those that moved to another slave first. */
export function findReruns({ stories }: Run): Rerun[] {
  const reruns = [...stories.values()].flatMap((story): Rerun[] => {
    const killed = story.facts.find(({ kind }) => kind === 'task.killed');
    const before = story.attempts.get(killed?.attempt ?? 0);
    if (killed === undefined || before?.executions[0] === undefined) return [];
    const after = story.attempts
      .values()
      .find(({ attempt, executions }) => attempt > before.attempt && executions.some(isFinished));
    return after === undefined ? [] : [{ story, killed, before, after }];
  });
  const stayed = ({ before, after }: Rerun): number => Number(before.placed?.host === after.placed?.host);
  return reruns.sort((one, other) => stayed(one) - stayed(other));
}
