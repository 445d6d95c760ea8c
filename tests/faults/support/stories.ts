/**
 * The story of a task in words, such as `placed 1, running 1, success 1`: what happened, and in which attempt.
 */
import assert from 'node:assert/strict';
import { readLog } from './lines.ts';
import { readFacts, readTasks } from './records.ts';
import type { Trial } from './trial.ts';

/** Nothing came between. */
export const UNDISTURBED = /^placed 1, running 1, success 1$/;

/** The first attempt succeeded; that it ran may have been heard of only with its end. */
export const FIRST_ATTEMPT = /^placed 1, (?:running 1, )?success 1$/;

/** It ran in one attempt only; placements that no slave ever heard of may have come back before. */
export const RUN_ONCE = /^(?:placed \d, returned \d, )*placed (\d), (?:running \1, )?success \1$/;

/** The first attempt was killed while it ran, the second succeeded. */
export const RERUN = /^placed 1, running 1, killed 1, placed 2, running 2, success 2$/;

/** What happened to tasks, by their names. */
type Stories = ReadonlyMap<string, string>;

type Chapter = readonly [taskname: string, kind: string, attempt: number | undefined];

function tell(chapters: readonly Chapter[]): Stories {
  const stories = new Map<string, string>();
  for (const [taskname, kind, attempt] of chapters) {
    const before = stories.get(taskname);
    const words = `${kind.replace('task.', '')} ${attempt ?? 0}`;
    stories.set(taskname, before === undefined ? words : `${before}, ${words}`);
  }
  return stories;
}

async function toldByLedger({ database }: Trial): Promise<Stories> {
  const facts = (await readFacts(database)).filter(({ taskname }) => typeof taskname === 'string');
  return tell(facts.map(({ taskname = '', kind, attempt }) => [taskname, kind, attempt]));
}

async function toldByDocuments({ database }: Trial): Promise<Stories> {
  return tell(
    (await readTasks(database))
      .filter(({ parked }) => parked === undefined)
      .flatMap(({ taskname, history = [] }) =>
        history.map(({ event, attempt }): Chapter => [taskname, event, attempt]),
      ),
  );
}

/** What the logs of all masters tell; what a successor logged again is told once. */
async function toldByLogs({ cluster, directory }: Trial): Promise<Stories> {
  const masters = [...cluster.processes.keys()].filter((name) => name.startsWith('master'));
  const lines = (await Promise.all(masters.map((name) => readLog(directory, name)))).flat();
  const facts = lines.filter(({ task, entry }) => task !== undefined && entry !== undefined);
  const places = new Map(facts.map((line) => [1e6 * (line.entry ?? 0) + (line.index ?? 0), line]));
  const inOrder = [...places].sort(([one], [other]) => one - other);
  return tell(inOrder.map(([, { task = '', event = '', attempt }]) => [task, event, attempt]));
}

/** The stories of tasks that have come to their end, in order; ledger, documents and the masters' logs must agree. */
export async function storiesOf(trial: Trial, ...tasknames: readonly string[]): Promise<string[]> {
  const ledger = await toldByLedger(trial);
  const documents = await toldByDocuments(trial);
  const logs = await toldByLogs(trial);
  return tasknames.map((taskname) => {
    const story = ledger.get(taskname) ?? '';
    assert.equal(documents.get(taskname) ?? '', story, `document and ledger tell different stories of ${taskname}`);
    assert.equal(logs.get(taskname) ?? '', story, `logs and ledger tell different stories of ${taskname}`);
    return story;
  });
}

/** Checks the stories of tasks that have come to their end. */
export async function assertStories(trial: Trial, pattern: RegExp, ...tasknames: readonly string[]): Promise<void> {
  const stories = await storiesOf(trial, ...tasknames);
  for (const [index, story] of stories.entries()) assert.match(story, pattern, `the story of ${tasknames[index]}`);
}
