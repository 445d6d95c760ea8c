import type { Evidence, LogLine, TaskDocument } from './evidence.ts';
import { assembleExecutions, type Executions } from './executions.ts';
import { divideIntoLives, type Lives } from './incarnations.ts';
import { gatherMoments, isWithin, type Moments } from './moments.ts';
import { falls, findOutages, type Outage } from './outages.ts';
import { readRun, type Reading } from './reading.ts';
import { gatherStories, locateFacts, type EntryAt, type FactAt, type TaskStory } from './task-histories.ts';

/** A run: its evidence, put in order once so that every check can look things up. */
export interface Run {
  readonly evidence: Evidence;
  readonly documents: ReadonlyMap<string, TaskDocument>;
  /** The ledger, and every fact of it, in order. */
  readonly entries: readonly EntryAt[];
  readonly facts: readonly FactAt[];
  /** The beginnings of reigns, in order. */
  readonly epochs: readonly FactAt[];
  readonly stories: ReadonlyMap<string, TaskStory>;
  readonly executions: Executions;
  /** Ledger and journals, as the promises are held against them. */
  readonly reading: Reading;
  readonly lives: Lives;
  /** In the order in which they began; empty without a chaos record. */
  readonly outages: readonly Outage[];
  readonly outagesByTarget: ReadonlyMap<string, readonly Outage[]>;
  /** When a life of a slave gave up work of its own accord, by its own log, by instance. */
  readonly givenUp: Moments;
}

/** What a slave's log says when it gives up work of its own accord: asked to leave, or unable to go on. */
const OWN_ACCORD: ReadonlySet<string> = new Set(['drain.began', 'journal.failed']);

function findGivenUp(log: readonly LogLine[], lives: Lives): Moments {
  return gatherMoments(
    log.flatMap((line) => {
      const life = OWN_ACCORD.has(line.event) ? lives.ofLine.get(line) : undefined;
      return life === undefined ? [] : [[life.instance, line.atMs] as const];
    }),
  );
}

/** Puts the evidence of a run in order. */
export function arrange(evidence: Evidence): Run {
  const entries = locateFacts(evidence.ledger);
  const facts = entries.flatMap((entry) => entry.facts);
  const executions = assembleExecutions(evidence.journal);
  const outages = findOutages(evidence.chaos ?? []);
  const lives = divideIntoLives(evidence.log);
  return {
    evidence,
    documents: new Map(evidence.documents.map((document) => [document.taskId, document])),
    entries,
    facts,
    epochs: facts.filter(({ kind }) => kind === 'epoch.began'),
    stories: gatherStories(facts, executions.all),
    executions,
    reading: readRun(entries, executions),
    lives,
    outages,
    outagesByTarget: Map.groupBy(outages, ({ target }) => target),
    givenUp: findGivenUp(evidence.log, lives),
  };
}

/** One life of one slave. */
export interface SlaveLife {
  readonly host: string;
  readonly instance: string;
}

/** True when the record says that it was another life of that slave that was killed or stopped. */
function isOfAnotherLife({ lives }: Run, { kind, began }: Outage, instance: string): boolean {
  if (kind !== 'kill' && kind !== 'stop') return false;
  if (began.instance !== undefined) return began.instance !== instance;
  const pid = lives.byInstance.get(instance)?.pid;
  return began.pid !== undefined && pid !== undefined && began.pid !== pid;
}

/** What hit a slave, or cut a master off from its slaves, within a span of the wall clock; undefined if nothing did. */
export function hitOn(run: Run, { host, instance }: SlaveLife, fromMs: number, toMs: number): Outage | undefined {
  return (
    run.outagesByTarget
      .get(host)
      ?.find((outage) => falls(outage, fromMs, toMs) && !isOfAnotherLife(run, outage, instance)) ??
    run.outages.find((outage) => outage.role === 'master' && outage.kind === 'cut' && falls(outage, fromMs, toMs))
  );
}

/** True when a life of a slave gave up work of its own accord within a span of the wall clock. */
export function gaveUp({ givenUp }: Run, instance: string, fromMs: number, toMs: number): boolean {
  return isWithin(givenUp, instance, fromMs, toMs);
}

/** How long a task must sleep, in seconds: as it was seeded, else by its document; undefined when neither is known. */
export function sleeptimesOf({ evidence, documents }: Run): (taskId: string) => number | undefined {
  const seeded = new Map((evidence.seeded ?? []).map(({ taskId, sleeptime }) => [taskId, sleeptime]));
  return (taskId) => seeded.get(taskId) ?? documents.get(taskId)?.sleeptime;
}
