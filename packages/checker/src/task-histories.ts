import type { LedgerEntry, LedgerFact } from './evidence.ts';
import type { Execution } from './executions.ts';

/** A fact and where it stands. */
export interface FactAt extends LedgerFact {
  /** The number of its entry. */
  readonly entry: number;
  /** Its position there, from 0. */
  readonly index: number;
  /** The reign that its entry says it belongs to, and the instance that wrote it. */
  readonly epoch: number;
  readonly by: string;
  /** The wall-clock time of the entry, in milliseconds since 1970. */
  readonly atMs: number;
}

/** An entry of the ledger whose facts know where they stand. */
export interface EntryAt extends LedgerEntry {
  readonly facts: readonly FactAt[];
}

/** All that is known about one attempt of one task. */
export interface AttemptStory {
  readonly taskId: string;
  readonly attempt: number;
  placed?: FactAt;
  /** The facts that ended it: a success, a kill or a return. More than one is wrong, and found elsewhere. */
  readonly ends: FactAt[];
  readonly executions: Execution[];
}

/** All that is known about one task, from ledger and journals. */
export interface TaskStory {
  readonly taskId: string;
  readonly taskname: string;
  /** In the order of the ledger. */
  readonly facts: FactAt[];
  readonly attempts: Map<number, AttemptStory>;
}

/** The kinds of facts that end an attempt. */
const ENDS: ReadonlySet<string> = new Set(['task.success', 'task.killed', 'task.returned']);

/** Tells each fact of the ledger where it stands. */
export function locateFacts(ledger: readonly LedgerEntry[]): EntryAt[] {
  return ledger.map(({ number, epoch, by, atMs, facts }) => ({
    number,
    epoch,
    by,
    atMs,
    facts: facts.map((fact, index) => Object.assign({ entry: number, index, epoch, by, atMs }, fact)),
  }));
}

function attemptOf({ taskId, attempts }: TaskStory, attempt: number): AttemptStory {
  const known = attempts.get(attempt);
  if (known !== undefined) return known;
  const story: AttemptStory = { taskId, attempt, ends: [], executions: [] };
  attempts.set(attempt, story);
  return story;
}

/** Gathers what ledger and journals say about each task, by its identifier. */
export function gatherStories(facts: readonly FactAt[], executions: readonly Execution[]): Map<string, TaskStory> {
  const stories = new Map<string, TaskStory>();
  const storyOf = (taskId: string, taskname: string): TaskStory => {
    const known = stories.get(taskId);
    if (known !== undefined) return known;
    const story: TaskStory = { taskId, taskname, facts: [], attempts: new Map() };
    stories.set(taskId, story);
    return story;
  };
  for (const fact of facts) {
    if (fact.task === undefined) continue;
    const story = storyOf(fact.task, fact.taskname ?? fact.task);
    story.facts.push(fact);
    if (fact.attempt === undefined) continue;
    const attempt = attemptOf(story, fact.attempt);
    if (fact.kind === 'task.placed') attempt.placed ??= fact;
    if (ENDS.has(fact.kind)) attempt.ends.push(fact);
  }
  for (const execution of executions)
    attemptOf(storyOf(execution.taskId, execution.taskname), execution.attempt).executions.push(execution);
  return stories;
}

/** The recorded success of a task, if there is one. */
export function successOf({ facts }: TaskStory): FactAt | undefined {
  return facts.find(({ kind }) => kind === 'task.success');
}

/** The end of an attempt, if it has one. */
export function endOf({ ends }: AttemptStory): FactAt | undefined {
  return ends[0];
}
