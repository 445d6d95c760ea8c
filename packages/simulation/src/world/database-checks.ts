import { documentDifferences } from '@steadfast/invariants';
import { isTaskFact, type Entry } from '@steadfast/master/core/ledger/facts';
import type { StoreRequest } from '@steadfast/master/core/store-requests';
import { currentTask, type MemoryData } from '@steadfast/master/store/memory-data';
import type { SimulatedCluster } from './cluster.ts';

/*
 * Promises about the database, checked when it is written to.
 */

/** Checks that the documents a request has projected agree with the ledger. */
function checkProjected(
  cluster: SimulatedCluster,
  data: MemoryData,
  { updates }: Extract<StoreRequest, { kind: 'project' }>,
): void {
  const { ledger } = cluster.observations();
  for (const { taskId, rev } of updates) {
    const document = currentTask(data, taskId);
    if (document?.rev !== rev) continue;
    const [difference] = documentDifferences(document, ledger.tasks.get(taskId));
    if (difference === undefined) continue;
    const [field, found, expected] = difference;
    cluster.reportViolation('documents-follow', () => {
      const values = `${JSON.stringify(found)}, by the ledger ${JSON.stringify(expected)}`;
      return `document ${taskId} at revision ${rev}: ${field} is ${values}`;
    });
  }
}

/** True when an existing document of a task in the entry does not reflect the entry yet. */
function isBehind(data: MemoryData, { number, facts }: Entry): boolean {
  return facts.some((fact) => {
    const document = isTaskFact(fact) ? currentTask(data, fact.task) : undefined;
    return document !== undefined && (typeof document.rev === 'number' ? document.rev : 0) < number;
  });
}

/** Checks that the committed documents reflect every entry that a new watermark covers. */
export function checkWatermark(
  cluster: SimulatedCluster,
  { control }: Extract<StoreRequest, { kind: 'write.control' }>,
): void {
  const observations = cluster.mutableObservations();
  const { committed } = cluster.database();
  for (let number = observations.watermark + 1; number <= control.projectedThrough; number += 1) {
    const entry = committed.ledger.get(number);
    if (entry !== undefined && isBehind(committed, entry))
      cluster.reportViolation(
        'watermark-is-true',
        () => `the watermark is ${control.projectedThrough}, but entry ${number} is not reflected by its documents`,
      );
  }
  observations.watermark = Math.max(observations.watermark, control.projectedThrough);
}

/**
 * Checks what a request has written to the primary.
 * @param ledgerBefore the ledger before a trim; null for any other request
 */
export function checkWritten(
  cluster: SimulatedCluster,
  request: StoreRequest,
  ledgerBefore: ReadonlyMap<number, Entry> | null,
): void {
  const { primary } = cluster.database();
  if (request.kind === 'project') checkProjected(cluster, primary, request);
  if (ledgerBefore === null) return;
  const trimmed = [...ledgerBefore.values()].filter(({ number }) => !primary.ledger.has(number));
  for (const entry of trimmed)
    if (isBehind(primary, entry))
      cluster.reportViolation(
        'trimmed-is-old',
        () => `entry ${entry.number} was trimmed before its documents reflected it`,
      );
  if (trimmed.length > 0) cluster.entriesTrimmed(trimmed);
}
