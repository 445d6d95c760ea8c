/**
 * The history of a task in one line, such as `placed 1, running 1, success 1`: what happened to it, and in which attempt.
 */
import assert from 'node:assert/strict';
import { readLog } from './journals-and-logs.ts';
import { readFacts, readTasks } from './stored-data.ts';
import type { Testbed } from './testbed.ts';

/** The first attempt succeeded, and all of its events were recorded one by one. */
export const UNDISTURBED = /^placed 1, running 1, success 1$/;

/** The first attempt succeeded; the master may have learned that it was running only when it finished. */
export const FIRST_ATTEMPT = /^placed 1, (?:running 1, )?success 1$/;

/** Only one attempt ran; placements that never reached a slave may have been returned before. */
export const RUN_ONCE = /^(?:placed \d, returned \d, )*placed (\d), (?:running \1, )?success \1$/;

/** The first attempt was killed while it was running, and the second one succeeded. */
export const RERUN = /^placed 1, running 1, killed 1, placed 2, running 2, success 2$/;

/** Histories by taskname. */
type Histories = ReadonlyMap<string, string>;

type HistoryEvent = readonly [taskname: string, kind: string, attempt: number | undefined];

function joinEvents(events: readonly HistoryEvent[]): Histories {
  const histories = new Map<string, string>();
  for (const [taskname, kind, attempt] of events) {
    const earlier = histories.get(taskname);
    const text = `${kind.replace('task.', '')} ${attempt ?? 0}`;
    histories.set(taskname, earlier === undefined ? text : `${earlier}, ${text}`);
  }
  return histories;
}

async function historiesInLedger({ database }: Testbed): Promise<Histories> {
  const facts = (await readFacts(database)).filter(({ taskname }) => typeof taskname === 'string');
  return joinEvents(facts.map(({ taskname = '', kind, attempt }) => [taskname, kind, attempt]));
}

async function historiesInDocuments({ database }: Testbed): Promise<Histories> {
  return joinEvents(
    (await readTasks(database))
      .filter(({ parked }) => parked === undefined)
      .flatMap(({ taskname, history = [] }) =>
        history.map(({ event, attempt }): HistoryEvent => [taskname, event, attempt]),
      ),
  );
}

/** Reads the histories in the logs of all masters. A fact that a later leader logged again counts once. */
async function historiesInLogs({ cluster, directory }: Testbed): Promise<Histories> {
  const masters = [...cluster.processes.keys()].filter((name) => name.startsWith('master'));
  const lines = (await Promise.all(masters.map((name) => readLog(directory, name)))).flat();
  const facts = lines.filter(({ task, entry }) => task !== undefined && entry !== undefined);
  const byPosition = new Map(facts.map((line) => [1e6 * (line.entry ?? 0) + (line.index ?? 0), line]));
  const inOrder = [...byPosition].sort(([one], [other]) => one - other);
  return joinEvents(inOrder.map(([, { task = '', event, attempt }]) => [task, event, attempt]));
}

/** Returns the histories of tasks that have succeeded; fails unless ledger, documents and the masters' logs agree. */
async function historiesOf(testbed: Testbed, tasknames: readonly string[]): Promise<string[]> {
  const ledger = await historiesInLedger(testbed);
  const documents = await historiesInDocuments(testbed);
  const logs = await historiesInLogs(testbed);
  return tasknames.map((taskname) => {
    const history = ledger.get(taskname) ?? '';
    assert.equal(documents.get(taskname) ?? '', history, `the history of ${taskname} differs in document and ledger`);
    assert.equal(logs.get(taskname) ?? '', history, `the history of ${taskname} differs in logs and ledger`);
    return history;
  });
}

/** Asserts that the histories of tasks that have succeeded match a pattern, in ledger, documents and logs alike. */
export async function assertHistory(testbed: Testbed, pattern: RegExp, ...tasknames: readonly string[]): Promise<void> {
  const histories = await historiesOf(testbed, tasknames);
  for (const [index, history] of histories.entries())
    assert.match(history, pattern, `the history of ${tasknames[index]}`);
}
