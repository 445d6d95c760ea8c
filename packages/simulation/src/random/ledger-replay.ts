import { isDeepStrictEqual } from 'node:util';
import type { Event } from '@steadfast/master/core/events';
import { PAGE_SIZE } from '@steadfast/master/core/leader/ready-queue';
import { createMaster, step } from '@steadfast/master/core/step';
import { createMemoryData, currentTask, writeEntry, type MemoryData } from '@steadfast/master/store/memory-data';
import { executeInMemory } from '@steadfast/master/store/memory-store';
import { documentOf } from './documents.ts';
import { tasksOf, type SimulatedWorld } from './world-state.ts';

/** Enough rounds for a core to wait until the former leader is silent, to claim leadership, and to catch up. */
const ROUNDS = 20;

const ROUND_MS = 200;

/** Lets a fresh master core catch up on a database, and bring its documents up to date. */
function catchUp(data: MemoryData): void {
  const time = { nowMs: 0, wallMs: 0 };
  const identity = { name: 'replay', instance: 'replay', address: 'replay' };
  const settings = {
    recoveryGraceMs: 1,
    placementDeadlineMs: 1,
    prefetch: 0,
    readyPerQueued: 1,
    pageSize: PAGE_SIZE,
    retentionMs: Infinity,
  };
  const core = createMaster({ ...identity, ...settings }, time.nowMs);
  for (let round = 0; round < ROUNDS; round += 1) {
    time.nowMs += ROUND_MS;
    const events: Event[] = [{ kind: 'tick' }];
    for (let event = events.shift(); event !== undefined; event = events.shift())
      for (const effect of step(core, event, time))
        if (effect.kind === 'store') {
          const response = executeInMemory(data, effect.request);
          events.push({ kind: 'store', generation: effect.generation, response });
        }
  }
}

/**
 * Replays the whole ledger in a fresh core over the original documents. Returns the first document that comes out
 * differently; null when there is none, or when the ledger was trimmed. Documents with a revision of another ledger are
 * left out: they look as if nothing was missing.
 */
export function replayDifference(world: SimulatedWorld): string | null {
  const { committed } = world.cluster.database();
  if (committed.ledger.size < committed.lastNumber) return null;
  const data = createMemoryData();
  for (const entry of committed.ledger.values()) writeEntry(data, entry);
  const unrepaired = tasksOf(world).filter(
    ({ repairedAtMs, past }) => repairedAtMs === null && (past?.rev ?? null) === null,
  );
  for (const task of unrepaired) data.tasks.set(task.taskId, documentOf(task));
  catchUp(data);
  for (const { taskId } of unrepaired) {
    const [replayed, document] = [currentTask(data, taskId), currentTask(committed, taskId)];
    if (!isDeepStrictEqual(replayed, document))
      return `${JSON.stringify(replayed)}, but the document is ${JSON.stringify(document)}`;
  }
  return null;
}
