import type {
  AttemptReference,
  MasterMessage,
  RefuseReason,
  RegisterMessage,
  SlaveMessage,
  Work,
} from '@steadfast/protocol';
import { expectTranscript, transcriptLines } from '@steadfast/runtime/testing';
import type { Effect, LogEntry } from '../src/core/effects.ts';
import type { Event } from '../src/core/events.ts';
import type { EndReport } from '../src/core/outbox.ts';
import { createSlave, type SlaveState } from '../src/core/state.ts';
import { step } from '../src/core/step.ts';

/*
 * Transcripts of the core of a slave: an event per line, and indented below it the effects that the core requests. An
 * attempt is written t1#2: the second attempt of the task t1. Run the tests with UPDATE=1 to rewrite the effects.
 */

type EventPattern = readonly [pattern: RegExp, parse: (...groups: string[]) => Event];

function parseAttempt(text: string): AttemptReference {
  const [taskId = '', attempt] = text.split('#');
  return { taskId, attempt: Number(attempt) };
}

function messageEvent(message: MasterMessage): Event {
  return { kind: 'session.message', message };
}

const SLEEP: Work = { kind: 'sleep', sleepSeconds: 2 };
const JOB: Work = { kind: 'job', name: 'resize', input: '', timeoutSeconds: null };

const EVENT_PATTERNS: readonly EventPattern[] = [
  [/^the slave starts$/, () => ({ kind: 'start' })],
  [/^the channel opens$/, () => ({ kind: 'session.connected' })],
  [/^the retry is due$/, () => ({ kind: 'retry.due' })],
  [/^the welcome is overdue$/, () => ({ kind: 'welcome.overdue' })],
  [/^the session closes$/, () => ({ kind: 'session.closed', reason: 'stream closed', lastedMs: 60_000 })],
  [
    /^the session closes after (\d+) ms$/,
    (ms) => ({ kind: 'session.closed', reason: 'stream closed', lastedMs: Number(ms) }),
  ],
  [/^(\S+) starts$/, (task = '') => ({ kind: 'execution.started', ...parseAttempt(task), nonce: 'n' })],
  [/^(\S+) cannot start$/, (task = '') => ({ kind: 'execution.rejected', ...parseAttempt(task), reason: 'disk full' })],
  [
    /^(\S+) finishes$/,
    (task = '') => ({ kind: 'execution.finished', ...parseAttempt(task), nonce: 'n', sleptMs: 2000 }),
  ],
  [
    /^(\S+) returns (.+)$/,
    (task = '', result = '') => ({ kind: 'execution.finished', ...parseAttempt(task), nonce: 'n', sleptMs: 1, result }),
  ],
  [
    /^(\S+) fails( permanently)?: (.+)$/,
    (task = '', permanently, reason = '') => ({
      kind: 'execution.failed',
      ...parseAttempt(task),
      nonce: 'n',
      sleptMs: 1,
      reason,
      permanent: permanently !== undefined,
    }),
  ],
  [/^(\S+) has ended$/, (task = '') => ({ kind: 'execution.aborted', ...parseAttempt(task), journalFailure: null })],
  [
    /^(\S+) finishes unrecorded$/,
    (task = '') => ({ kind: 'execution.unrecorded', ...parseAttempt(task), reason: 'disk full' }),
  ],
  [/^a stop is requested$/, () => ({ kind: 'stop' })],
  [/^the drain timeout expires$/, () => ({ kind: 'drain.expired' })],
  [/^master: welcome (\d+)$/, (epoch) => messageEvent({ kind: 'welcome', epoch: Number(epoch) })],
  [/^master: acknowledge (\S+)$/, (task = '') => messageEvent({ kind: 'acknowledge', ...parseAttempt(task) })],
  [/^master: abort (\S+)$/, (task = '') => messageEvent({ kind: 'abort', ...parseAttempt(task) })],
  [/^master: recall (\S+)$/, (task = '') => messageEvent({ kind: 'recall', ...parseAttempt(task) })],
  [
    /^master: assign (\S+)$/,
    (task = '') => messageEvent({ kind: 'assign', ...parseAttempt(task), taskname: 'a task', work: SLEEP }),
  ],
  [
    /^master: assign job (?:(\w+) )?(\S+)$/,
    (name: string | undefined, task = '') =>
      messageEvent({
        kind: 'assign',
        ...parseAttempt(task),
        taskname: 'a task',
        work: { ...JOB, name: name ?? 'resize' } as Work,
      }),
  ],
  [
    /^master: refuse (.+)$/,
    (reason) => messageEvent({ kind: 'refuse', reason: reason as RefuseReason, detail: '', leader: '' }),
  ],
];

function parseEvent(line: string): Event {
  for (const [pattern, parse] of EVENT_PATTERNS) {
    const groups = pattern.exec(line);
    if (groups !== null) return parse(...groups.slice(1));
  }
  throw new Error(`not an event: ${line}`);
}

function formatAttempt({ taskId, attempt }: AttemptReference): string {
  return `${taskId}#${attempt}`;
}

function formatKept({ kept = [] }: RegisterMessage): string {
  return kept.map((report) => `kept ${formatAttempt(report)} of ${report.instance}, `).join('');
}

function formatMessage(message: SlaveMessage): string {
  switch (message.kind) {
    case 'register':
      return `register, ${formatKept(message)}holds ${message.held.map((held) => `${formatAttempt(held)} ${held.state}`).join(', ') || 'nothing'}`;
    case 'declined':
      return `declined ${formatAttempt(message)}: ${message.reason}`;
    case 'leaving':
      return 'leaving';
    case 'failed':
      return `failed ${formatAttempt(message)}${message.permanent ? ' permanently' : ''}: ${message.reason}`;
    case 'finished':
      return `finished ${formatAttempt(message)}${message.result === undefined ? '' : ` with ${message.result}`}`;
    case 'started':
    case 'aborted':
      return `${message.kind} ${formatAttempt(message)}`;
  }
}

function formatLogEntry(entry: LogEntry): string {
  return [
    'log',
    entry.event,
    'taskId' in entry ? formatAttempt(entry) : '',
    'replayed' in entry && entry.replayed ? '(replayed)' : '',
    'reason' in entry ? `(${entry.reason})` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function formatEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'connect':
      return `connect to ${effect.address}`;
    case 'send':
      return `slave: ${formatMessage(effect.message)}`;
    case 'end':
      return 'end the session';
    case 'welcome.await':
      return `await welcome for ${effect.timeoutMs} ms`;
    case 'retry.schedule':
      return `retry within ${effect.maxDelayMs} ms`;
    case 'execution.start':
      return `execute ${formatAttempt(effect.assigned)}`;
    case 'execution.abort':
      return 'abort the execution';
    case 'report.keep':
      return `keep the report of ${formatAttempt(effect.report)}`;
    case 'report.drop':
      return `drop the report of ${formatAttempt(effect.attempt)}`;
    case 'log':
      return formatLogEntry(effect.entry);
    case 'stopped':
      return 'stopped';
  }
}

/** The core of a slave, driven by transcripts. */
export interface ScriptedSlave {
  readonly state: SlaveState;
  /** Plays the events of a transcript, and asserts that the effects are those of the transcript. */
  readonly expect: (transcript: string) => void;
  /** Plays events and ignores the effects. */
  readonly given: (events: string) => void;
}

/** Creates a slave that has not started. */
export function createScriptedSlave(
  addresses: readonly string[] = ['a:1'],
  kept: readonly EndReport[] = [],
): ScriptedSlave {
  const state = createSlave(
    {
      name: 'slave1',
      instance: 'i1',
      addresses,
      queues: ['default'],
      kinds: ['sleep', 'resize'],
      keepsReports: 'jobs',
    },
    kept,
  );
  const play = (line: string): string[] => step(state, parseEvent(line)).map(formatEffect);
  const expect = (transcript: string): void => expectTranscript(transcript, play, expect);
  return {
    state,
    expect,
    given: (events) => transcriptLines(events).forEach((line) => play(line.trim())),
  };
}

/** Creates a slave that has just connected for the first time, and waits for Welcome. */
export function createConnectedSlave(addresses?: readonly string[]): ScriptedSlave {
  const slave = createScriptedSlave(addresses);
  slave.given(`
    the slave starts
    the channel opens
  `);
  return slave;
}

/** Creates a slave that holds nothing and has just registered with the master of epoch 7. */
export function createRegisteredSlave(addresses?: readonly string[]): ScriptedSlave {
  const slave = createConnectedSlave(addresses);
  slave.given('master: welcome 7');
  return slave;
}

/** Assigns an attempt to an idle slave, which starts it. */
export function run(slave: ScriptedSlave, attempt: string): void {
  slave.given(`
    master: assign ${attempt}
    ${attempt} starts
  `);
}

/** Assigns an attempt to an idle slave, which runs it to its end. */
export function finish(slave: ScriptedSlave, attempt: string): void {
  run(slave, attempt);
  slave.given(`${attempt} finishes`);
}
