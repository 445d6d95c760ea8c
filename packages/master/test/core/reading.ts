import { PROTOCOL_VERSION } from '@steadfast/protocol/limits';
import type { AttemptReference, DeclineReason, Held, SlaveMessage } from '@steadfast/protocol/messages';
import type { StoreRequest } from '../../src/core/store-requests.ts';
import type { Fact } from '../../src/core/ledger/facts.ts';

/** What a line of a transcript tells the master, or the world around it. */
export type Happening =
  | { readonly kind: 'message'; readonly speaker: string; readonly message: SlaveMessage }
  | { readonly kind: 'break'; readonly speaker: string }
  /** Time passes, in steps of a tick. */
  | { readonly kind: 'pass'; readonly ms: number }
  /** Time passes in which the master does nothing, not even notice it. */
  | { readonly kind: 'freeze'; readonly ms: number }
  /** Tasks are inserted, and the bell rings if it is set. */
  | { readonly kind: 'insert'; readonly taskIds: readonly string[] }
  /** The store answers the oldest request of this kind that it was made to hold back. */
  | { readonly kind: 'answer'; readonly request: StoreRequest['kind'] }
  /** Another master writes an entry. */
  | { readonly kind: 'rival'; readonly epoch: number; readonly fact: Fact }
  | { readonly kind: 'stop' };

function attemptOf(text = ''): AttemptReference {
  const [taskId = '', attempt] = text.split('#');
  return { taskId, attempt: Number(attempt) };
}

function heldOf(text: string | undefined): Held[] {
  return (text?.split(' and ') ?? []).map((entry) => {
    const [reference, state] = entry.split(' ');
    const { taskId, attempt } = attemptOf(reference);
    return { taskId, attempt, state: state as Held['state'] };
  });
}

/** The slave that a name stands for: slave1 in its first life, slave1/b in the one whose instance is "b". */
function slaveOf(text = ''): { host: string; instance: string } {
  const [host = '', instance = 'a'] = text.replaceAll("'", '').split('/');
  return { host, instance };
}

/** Reads a fact as `showFact` writes it. */
export function readFact(line: string): Fact {
  const groups = /^(\S+) ?([^ (]*)(?: on (\S+))? ?(?:\((.*)\))?$/.exec(line)?.slice(1) ?? [];
  const [kind, about = '', slave, reason = ''] = groups;
  if (kind === 'epoch.began') return { kind, name: about, instance: `${about}-a` };
  if (kind === 'epoch.ended') return { kind, reason };
  if (kind === 'slave.joined') return { kind, ...slaveOf(about) };
  if (kind === 'slave.lost') return { kind, ...slaveOf(about), reason };
  if (kind === 'task.parked') return { kind, task: about, taskname: about, reason };
  const { taskId, attempt } = attemptOf(about);
  const placement = { task: taskId, taskname: taskId, attempt, ...slaveOf(slave) };
  if (kind === 'task.killed' || kind === 'task.returned') return { kind, ...placement, reason };
  if (kind === 'task.placed' || kind === 'task.running' || kind === 'task.success') return { kind, ...placement };
  throw new Error(`not a fact: ${line}`);
}

function registration(speaker: string, held?: string, version?: string): Happening {
  const protocolVersion = version === undefined ? PROTOCOL_VERSION : Number(version);
  return {
    kind: 'message',
    speaker,
    message: { kind: 'register', ...slaveOf(speaker), protocolVersion, otherMasters: true, held: heldOf(held) },
  };
}

function says(speaker: string, message: SlaveMessage): Happening {
  return { kind: 'message', speaker, message };
}

const READINGS: readonly (readonly [pattern: RegExp, read: (...groups: string[]) => Happening])[] = [
  [
    /^(\S+) → register(?:, holds (.+?))?(?:, version (\d+))?$/,
    (speaker = '', held, version) => registration(speaker, held, version),
  ],
  [/^(\S+) → leaving$/, (speaker = '') => says(speaker, { kind: 'leaving' })],
  [
    /^(\S+) → declined (\S+): (.+)$/,
    (speaker = '', attempt, reason) =>
      says(speaker, { kind: 'declined', ...attemptOf(attempt), reason: reason as DeclineReason }),
  ],
  [
    /^(\S+) → (started|finished|aborted) (\S+)$/,
    (speaker = '', kind, attempt) =>
      says(speaker, { kind: kind as 'started' | 'finished' | 'aborted', ...attemptOf(attempt) }),
  ],
  [/^(\S+) breaks$/, (speaker = '') => ({ kind: 'break', speaker })],
  [/^(\d+) ms pass$/, (ms) => ({ kind: 'pass', ms: Number(ms) })],
  [/^the master is frozen for (\d+) ms$/, (ms) => ({ kind: 'freeze', ms: Number(ms) })],
  [/^inserted: (.+)$/, (taskIds = '') => ({ kind: 'insert', taskIds: taskIds.split(' ') })],
  [/^answered: (\S+)$/, (request) => ({ kind: 'answer', request: request as StoreRequest['kind'] })],
  [
    /^another master writes e(\d+): (.+)$/,
    (epoch, fact = '') => ({ kind: 'rival', epoch: Number(epoch), fact: readFact(fact) }),
  ],
  [/^a stop is requested$/, () => ({ kind: 'stop' })],
];

/** Reads a line of a transcript that says what happens. */
export function readHappening(line: string): Happening {
  for (const [pattern, read] of READINGS) {
    const groups = pattern.exec(line);
    if (groups !== null) return read(...groups.slice(1));
  }
  throw new Error(`a transcript cannot say: ${line}`);
}
