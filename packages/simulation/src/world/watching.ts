import type { StoreRequest } from '@steadfast/master/core/events';
import { isTaskFact, type Entry } from '@steadfast/master/core/ledger/facts';
import type { MemoryData } from '@steadfast/master/memory-store';
import { documentDifferences } from '@steadfast/invariants';
import type { Cluster } from './cluster.ts';

/*
 * What an observer compares when the database is written to.
 */

/** What was projected is what the ledger says. */
function checkDocuments(
  cluster: Cluster,
  { tasks }: MemoryData,
  { updates }: Extract<StoreRequest, { kind: 'project' }>,
): void {
  const { ledger } = cluster.observed();
  for (const { taskId, rev } of updates) {
    const document = tasks.get(taskId);
    if (document?.rev !== rev) continue;
    const [difference] = documentDifferences(document, ledger.tasks.get(taskId));
    if (difference === undefined) continue;
    const [field, one, other] = difference;
    const detail = (): string =>
      `document ${taskId} at revision ${rev}: ${field} is ${JSON.stringify(one)}, and by the ledger ${JSON.stringify(other)}`;
    cluster.report('documents-follow', detail);
  }
}

/** True when a document of a task that an entry is about does not reflect it. */
function isBehind({ tasks }: MemoryData, { number, facts }: Entry): boolean {
  return facts.some((fact) => {
    const document = isTaskFact(fact) ? tasks.get(fact.task) : undefined;
    return document !== undefined && (typeof document.rev === 'number' ? document.rev : 0) < number;
  });
}

/** What the watermark counts newly is reflected by the documents that a majority has. */
export function checkWatermark(cluster: Cluster, { control }: Extract<StoreRequest, { kind: 'write.control' }>): void {
  const observations = cluster.observations();
  const { committed } = cluster.database();
  for (let number = observations.watermark + 1; number <= control.projectedThrough; number += 1) {
    const entry = committed.ledger.get(number);
    if (entry !== undefined && isBehind(committed, entry))
      cluster.report(
        'watermark-is-true',
        () => `it says ${control.projectedThrough}, and entry ${number} is not reflected`,
      );
  }
  observations.watermark = Math.max(observations.watermark, control.projectedThrough);
}

/** What a request has changed on the primary is right. `before`: the ledger as it was, where it was to be trimmed. */
export function checkWritten(cluster: Cluster, request: StoreRequest, before: ReadonlyMap<number, Entry> | null): void {
  const { primary } = cluster.database();
  if (request.kind === 'project') checkDocuments(cluster, primary, request);
  if (before === null) return;
  const gone = [...before.values()].filter(({ number }) => !primary.ledger.has(number));
  for (const entry of gone)
    if (isBehind(primary, entry))
      cluster.report('trimmed-is-old', () => `entry ${entry.number} is trimmed, and documents do not reflect it`);
  if (gone.length > 0) cluster.trimmed(gone);
}
