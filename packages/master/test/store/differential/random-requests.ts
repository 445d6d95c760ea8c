import { BSON } from 'mongodb';
import type { StoreRequest } from '../../../src/core/store-requests.ts';
import type { HistoryItem, TaskUpdate } from '../../../src/core/ledger/task-update.ts';
import { TASK_STATES } from '../../../src/core/ledger/transitions.ts';
import { entryOf } from '../append-contract.ts';
import type { AnyDocument } from '../store-fixture.ts';
import { randomValue, type Choices } from './random-values.ts';

/** The database may refuse to update tasks with this name. */
export const REFUSED_NAME = 'refused';

const HOSTS = ['slave1', 'slave2'];

const ASSIGNMENT = { host: 'slave1', instance: 'a', epoch: 2, atMs: 1_700_000_000_000 };

/** Sometimes a field holds what no master or seed program writes. */
const ODD_FIELD_PROBABILITY = 0.1;

/** Returns a task document as users and masters write it, sometimes with a field that may hold anything. */
export function randomDocument(choices: Choices, taskId: string): AnyDocument {
  const { pick, chance, integer } = choices;
  const odd = (): Record<string, unknown> =>
    chance(ODD_FIELD_PROBABILITY)
      ? { [pick(['taskname', 'sleeptime', 'state', 'host', 'attempt', 'assignment', 'history'])]: randomValue(choices) }
      : {};
  const fields = {
    taskname: pick(['one', 'two', REFUSED_NAME]),
    sleeptime: integer(5),
    state: pick(TASK_STATES),
    ...(chance(0.3) ? { rev: 1 + integer(5), attempt: integer(3), host: pick(HOSTS) } : {}),
    ...(chance(0.2) ? { assignment: ASSIGNMENT } : {}),
    ...(chance(0.1) ? { parked: { reason: 'no name', atMs: 5 } } : {}),
    ...odd(),
  };
  // As the driver reads it: a long that fits into a number, for example, becomes one.
  return { taskId, ...BSON.deserialize(BSON.serialize(fields), { bsonRegExp: true }) };
}

function randomHistoryItem({ pick, integer }: Choices): HistoryItem {
  const event = pick(['task.placed', 'task.running', 'task.killed'] as const);
  return { event, atMs: integer(1_000), epoch: 1, host: pick(HOSTS), attempt: 1, reason: pick([null, 'gone']) };
}

function randomUpdate(choices: Choices, taskId: string, rev: number | null): TaskUpdate {
  const { pick, chance, integer } = choices;
  // Most follow what the document has, or no update would ever match.
  const follows = chance(0.8) ? rev : pick([null, 1, 2, 3]);
  const parked = { reason: pick(['no name', 'too long']), atMs: integer(1_000) };
  const parking = { taskId, follows, rev: (follows ?? 0) + 1 + integer(3), change: { parked }, history: [] };
  if (chance(0.1)) return parking;
  return {
    ...parking,
    change: {
      ...(chance(0.7) ? { state: pick(TASK_STATES) } : {}),
      ...(chance(0.5) ? { host: pick(HOSTS), attempt: integer(4) } : {}),
      ...(chance(0.5) ? { assignment: chance(0.5) ? ASSIGNMENT : null } : {}),
    },
    history: Array.from({ length: 1 + integer(2) }, () => randomHistoryItem(choices)),
  };
}

/** What the requests of a run refer to. */
export interface RequestContext {
  readonly taskIds: readonly string[];
  /** Returns the revision of a task; null if it has none. */
  readonly revisionOf: (taskId: string) => number | null;
  /** The number of the last entry. */
  readonly lastNumber: number;
}

function subset<Value>({ chance }: Choices, values: readonly Value[]): Value[] {
  return values.filter(() => chance(0.4));
}

/** Returns a random request about the tasks and the ledger of a run. */
export function randomRequest(choices: Choices, context: RequestContext): StoreRequest {
  const { pick, integer, chance } = choices;
  const { taskIds, revisionOf, lastNumber } = context;
  const by = pick(['m1', 'm2']);
  switch (pick(['observe', 'append', 'project', 'project', 'project', 'attach', 'read', 'control', 'trim'] as const)) {
    case 'observe':
      return { kind: 'observe' };
    case 'append': {
      const number = Math.max(1, lastNumber + pick([1, 1, 1, 0, -1]));
      const facts = chance(0.2) ? { facts: [{ kind: 'epoch.began', name: by, instance: by } as const] } : {};
      return { kind: 'append', entry: entryOf(number, { by, epoch: 1 + integer(2), ...facts }) };
    }
    case 'project':
      return {
        kind: 'project',
        updates: [...new Set([pick(taskIds), ...subset(choices, taskIds)])].map((taskId) =>
          randomUpdate(choices, taskId, revisionOf(taskId)),
        ),
      };
    case 'attach':
      return { kind: 'attach', limit: taskIds.length };
    case 'read':
      return pick<StoreRequest>([
        { kind: 'read.ledger', after: integer(lastNumber + 1), limit: 1 + integer(5) },
        { kind: 'read.revisions', taskIds: subset(choices, taskIds) },
        { kind: 'read.assigned', limit: 1_000 },
        { kind: 'read.strays', limit: 1_000 },
        { kind: 'read.task', command: 1, taskId: pick(taskIds) },
        { kind: 'read.report', session: 1, taskId: pick(taskIds), attempt: integer(3) },
      ]);
    case 'control': {
      const leader = { name: by, instance: by, address: `${by}:1` };
      const control = { ...leader, epoch: 1 + integer(3), heartbeat: integer(9), projectedThrough: integer(9) };
      return { kind: 'write.control', control };
    }
    case 'trim': {
      const [beforeMs, nowMs] = [1_000 * integer(lastNumber + 2), 1_000 * integer(lastNumber + 2)];
      return { kind: 'trim', beforeMs, nowMs, through: integer(lastNumber + 1), limit: 5 };
    }
  }
}
