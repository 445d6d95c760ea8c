import type { Evidence, LocatedLogLine, StoredDocument } from '../evidence/evidence.ts';
import { assembleExecutions, type JournalExecutions } from './executions.ts';
import { findIncarnations, type Incarnations } from './incarnations.ts';
import { findOutages, type Outage } from './outages.ts';
import { recordRun, type PromiseRecords } from './promise-records.ts';
import {
  buildHistories,
  locateFacts,
  type LocatedEntry,
  type LocatedFact,
  type TaskHistory,
} from './task-histories.ts';
import { groupTimes, type TimesByKey } from './times.ts';

/** The evidence of a run, indexed once for all checks. */
export interface IndexedRun {
  readonly evidence: Evidence;
  /** By task id. */
  readonly documents: ReadonlyMap<string, StoredDocument>;
  readonly entries: readonly LocatedEntry[];
  /** All facts, in ledger order. */
  readonly facts: readonly LocatedFact[];
  /** The `epoch.began` facts, in ledger order. */
  readonly epochs: readonly LocatedFact[];
  /** The epochs that each master led, by its name. */
  readonly epochsOf: ReadonlyMap<string, ReadonlySet<number>>;
  /** The `slave.joined` facts of each incarnation of a slave, by instance, in ledger order. */
  readonly joinsByInstance: ReadonlyMap<string, readonly LocatedFact[]>;
  /** By task id. */
  readonly taskHistories: ReadonlyMap<string, TaskHistory>;
  readonly executions: JournalExecutions;
  /** Ledger and journals as read by the shared invariants. */
  readonly records: PromiseRecords;
  readonly incarnations: Incarnations;
  /** In the order in which they began; empty without a chaos record. */
  readonly outages: readonly Outage[];
  readonly outagesByTarget: ReadonlyMap<string, readonly Outage[]>;
  /** When each incarnation of a slave stopped taking or running tasks by its own decision, by instance. */
  readonly withdrawals: TimesByKey;
}

/** The log events with which a slave stops taking or running tasks by its own decision. */
const WITHDRAWAL_EVENTS: ReadonlySet<string> = new Set(['drain.began', 'journal.failed']);

function findWithdrawals(log: readonly LocatedLogLine[], incarnations: Incarnations): TimesByKey {
  return groupTimes(
    log.flatMap((line) => {
      const writer = WITHDRAWAL_EVENTS.has(line.event) ? incarnations.byLine.get(line) : undefined;
      return writer === undefined ? [] : [[writer.instance, line.atMs] as const];
    }),
  );
}

/** Returns whether logs and journals must have a trace of an entry: not of one that was written while they were read. */
export function isTraced({ tracedThrough = Infinity }: Evidence, entry: number): boolean {
  return entry <= tracedThrough;
}

/** Indexes the evidence of a run. */
export function indexRun(evidence: Evidence): IndexedRun {
  const entries = locateFacts(evidence.ledger);
  const facts = entries.flatMap((entry) => entry.facts);
  const executions = assembleExecutions(evidence.journal);
  const outages = findOutages(evidence.chaos ?? []);
  const incarnations = findIncarnations(evidence.log);
  const epochs = facts.filter(({ kind }) => kind === 'epoch.began');
  const joins = facts.filter(({ kind }) => kind === 'slave.joined');
  return {
    evidence,
    documents: new Map(evidence.documents.map((document) => [document.taskId, document])),
    entries,
    facts,
    epochs,
    epochsOf: new Map(
      [...Map.groupBy(epochs, ({ name = '' }) => name)].map(([name, led]) => [
        name,
        new Set(led.map(({ epoch }) => epoch)),
      ]),
    ),
    joinsByInstance: Map.groupBy(joins, ({ instance = '' }) => instance),
    taskHistories: buildHistories(facts, executions.all),
    executions,
    records: recordRun(entries, executions),
    incarnations,
    outages,
    outagesByTarget: Map.groupBy(outages, ({ target }) => target),
    withdrawals: findWithdrawals(evidence.log, incarnations),
  };
}
