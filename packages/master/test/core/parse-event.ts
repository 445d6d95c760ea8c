import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import { PROTOCOL_VERSION } from '@steadfast/protocol/limits';
import type {
  AttemptReference,
  DeclineReason,
  Held,
  RegisterMessage,
  SlaveMessage,
} from '@steadfast/protocol/messages';
import type { Command } from '../../src/core/commands.ts';
import type { StoreRequest } from '../../src/core/store-requests.ts';
import type { Fact } from '../../src/core/ledger/facts.ts';

/** An event of a transcript: something that happens to the master or in its environment. */
export type ScriptedEvent =
  | { readonly kind: 'message'; readonly slave: string; readonly message: SlaveMessage }
  | { readonly kind: 'break'; readonly slave: string }
  /** Time passes, with regular ticks. */
  | { readonly kind: 'pass'; readonly ms: number }
  /** Time passes without ticks, because the process is frozen. */
  | { readonly kind: 'freeze'; readonly ms: number }
  /** Tasks are inserted, and the watch fires if it is open. */
  | { readonly kind: 'insert'; readonly taskIds: readonly string[] }
  /** The store answers the oldest held request of this kind. */
  | { readonly kind: 'answer'; readonly request: StoreRequest['kind'] }
  /** Another master appends an entry. */
  | { readonly kind: 'rival'; readonly epoch: number; readonly fact: Fact }
  /** A program sends a command. */
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'stop' };

function parseAttempt(text = ''): AttemptReference {
  const [taskId = '', attempt] = text.split('#');
  return { taskId, attempt: Number(attempt) };
}

function parseHeld(text: string | undefined): Held[] {
  return (text?.split(' and ') ?? []).map((entry) => {
    const [reference, state] = entry.split(' ');
    const { taskId, attempt } = parseAttempt(reference);
    return { taskId, attempt, state: state as Held['state'] };
  });
}

/** Parses a slave: `slave1` in its first incarnation, `slave1/b` in a later one. This is also the instance. */
function parseSlave(text = ''): { host: string; instance: string } {
  const instance = text.replaceAll("'", '');
  return { host: instance.split('/')[0] ?? '', instance };
}

/** Parses a fact in the short style of `describeFact`. Its `taskname` is the task identifier. */
export function parseFact(line: string): Fact {
  const [, kind, about = '', process = '', reason = ''] =
    /^([\w.]+)(?: (?!on |by )([^ :]+))?(?: (?:on|by) ([^ :]+))?(?:: (.*))?$/.exec(line) ?? [];
  if (kind === 'epoch.began') return { kind, name: process.replace(/-a$/, ''), instance: process };
  if (kind === 'epoch.ended') return { kind, reason };
  if (kind === 'slave.joined') return { kind, ...parseSlave(about) };
  if (kind === 'slave.lost') return { kind, ...parseSlave(about), reason };
  if (kind === 'task.parked') return { kind, task: about, taskname: about, reason };
  const { taskId, attempt } = parseAttempt(about);
  const placement = { task: taskId, taskname: taskId, attempt, ...parseSlave(process) };
  if (kind === 'task.killed' || kind === 'task.returned') return { kind, ...placement, reason };
  if (kind === 'task.placed' || kind === 'task.running' || kind === 'task.success') return { kind, ...placement };
  throw new Error(`not a fact: ${line}`);
}

/** Parses the reports that a slave has kept: `t1#1 of slave1/a`. */
function parseKept(text: string | undefined): Pick<RegisterMessage, 'kept'> {
  if (text === undefined) return {};
  const [attempt, process = ''] = text.split(' of ');
  return { kept: [{ ...parseAttempt(attempt), instance: parseSlave(process).instance }] };
}

/** What a slave says in Register, as it is written in a transcript. */
type RegistrationTexts = Readonly<Record<'queues' | 'kinds' | 'held' | 'version' | 'kept', string | undefined>>;

function registration(slave: string, { queues, kinds, held, version, kept }: RegistrationTexts): ScriptedEvent {
  const protocolVersion = version === undefined ? PROTOCOL_VERSION : Number(version);
  const names = { queues: queues?.split(','), kinds: kinds?.split(',') };
  return {
    kind: 'message',
    slave,
    message: {
      kind: 'register',
      ...parseSlave(slave),
      protocolVersion,
      otherMasters: true,
      held: parseHeld(held),
      queues: names.queues ?? PLAIN_ABILITIES.queues,
      kinds: names.kinds ?? PLAIN_ABILITIES.kinds,
      ...parseKept(kept),
    },
  };
}

function message(slave: string, content: SlaveMessage): ScriptedEvent {
  return { kind: 'message', slave, message: content };
}

const EVENT_PATTERNS: readonly (readonly [pattern: RegExp, parse: (...groups: string[]) => ScriptedEvent])[] = [
  [
    /^(\S+) → register(?:, serves (\S+?)\/(\S+?))?(?:, holds (.+?))?(?:, version (\d+))?(?:, has kept (.+))?$/,
    (slave = '', queues, kinds, held, version, kept) => registration(slave, { queues, kinds, held, version, kept }),
  ],
  [/^(\S+) → leaving$/, (slave = '') => message(slave, { kind: 'leaving' })],
  [
    /^(\S+) → declined (\S+): (.+)$/,
    (slave = '', attempt, reason) =>
      message(slave, { kind: 'declined', ...parseAttempt(attempt), reason: reason as DeclineReason }),
  ],
  [
    /^(\S+) → (started|finished|aborted) (\S+)$/,
    (slave = '', kind, attempt) =>
      message(slave, { kind: kind as 'started' | 'finished' | 'aborted', ...parseAttempt(attempt) }),
  ],
  [
    /^(\S+) → finished (\S+) with (.+)$/,
    (slave = '', attempt, result = '') => message(slave, { kind: 'finished', ...parseAttempt(attempt), result }),
  ],
  [
    /^(\S+) → failed (\S+)( permanently)?: (.+)$/,
    (slave = '', attempt, permanently, reason = '') =>
      message(slave, {
        kind: 'failed',
        ...parseAttempt(attempt),
        reason,
        permanent: permanently !== undefined,
      }),
  ],
  [
    /^(\S+) → finished (\S+) of (\S+)$/,
    (slave = '', attempt, process = '') =>
      message(slave, { kind: 'finished', ...parseAttempt(attempt), instance: parseSlave(process).instance }),
  ],
  [/^(\S+) disconnects$/, (slave = '') => ({ kind: 'break', slave })],
  [/^(\d+) ms pass$/, (ms) => ({ kind: 'pass', ms: Number(ms) })],
  [/^the master is frozen for (\d+) ms$/, (ms) => ({ kind: 'freeze', ms: Number(ms) })],
  [/^inserted: (.+)$/, (taskIds = '') => ({ kind: 'insert', taskIds: taskIds.split(' ') })],
  [/^answered: (\S+)$/, (request) => ({ kind: 'answer', request: request as StoreRequest['kind'] })],
  [
    /^another master appends e(\d+): (.+)$/,
    (epoch, fact = '') => ({ kind: 'rival', epoch: Number(epoch), fact: parseFact(fact) }),
  ],
  [
    /^cancel (\S+)$/,
    (taskId = '') => ({ kind: 'command', command: { kind: 'cancel', taskId, reason: 'cancelled: obsolete' } }),
  ],
  [/^release (\S+)$/, (taskId = '') => ({ kind: 'command', command: { kind: 'release', taskId } })],
  [/^a stop is requested$/, () => ({ kind: 'stop' })],
];

/** Parses an event of a transcript. */
export function parseEvent(line: string): ScriptedEvent {
  for (const [pattern, parse] of EVENT_PATTERNS) {
    const groups = pattern.exec(line);
    if (groups !== null) return parse(...groups.slice(1));
  }
  throw new Error(`not an event: ${line}`);
}
