import assert from 'node:assert/strict';
import type { AttemptReference, MasterMessage, RefuseReason, SlaveMessage } from '@steadfast/protocol';
import type { Effect, LogEntry } from '../src/core/effects.ts';
import type { SlaveEvent } from '../src/core/events.ts';
import { step } from '../src/core/step.ts';
import { createSlave, type SlaveState } from '../src/core/state.ts';

/*
 * Transcripts: a conversation between a master and the core of a slave, as text. What happens stands at the margin, what
 * the slave does about it is indented below. An attempt is written t1#2: the second attempt of the task t1.
 */

type Reading = readonly [pattern: RegExp, read: (...groups: string[]) => SlaveEvent];

function attemptOf(text: string): AttemptReference {
  const [taskId = '', attempt] = text.split('#');
  return { taskId, attempt: Number(attempt) };
}

function says(message: MasterMessage): SlaveEvent {
  return { kind: 'message received', message };
}

const READINGS: readonly Reading[] = [
  [/^the slave starts$/, () => ({ kind: 'started' })],
  [/^the channel opens$/, () => ({ kind: 'channel opened' })],
  [/^the wait is over$/, () => ({ kind: 'waited' })],
  [/^the welcome is overdue$/, () => ({ kind: 'welcome overdue' })],
  [/^the session ends$/, () => ({ kind: 'session ended', reason: 'gone', lastedMs: 60_000 })],
  [/^the session ends after (\d+) ms$/, (ms) => ({ kind: 'session ended', reason: 'gone', lastedMs: Number(ms) })],
  [/^(\S+) runs$/, (task = '') => ({ kind: 'execution started', ...attemptOf(task), nonce: 'n' })],
  [/^(\S+) cannot start$/, (task = '') => ({ kind: 'execution refused', ...attemptOf(task), reason: 'disk full' })],
  [/^(\S+) ends$/, (task = '') => ({ kind: 'execution finished', ...attemptOf(task), nonce: 'n', sleptMs: 2000 })],
  [/^(\S+) ends unproven$/, (task = '') => ({ kind: 'execution unproven', ...attemptOf(task), reason: 'disk full' })],
  [/^a stop is requested$/, () => ({ kind: 'stop requested' })],
  [/^the drain deadline passes$/, () => ({ kind: 'drain deadline passed' })],
  [/^master: welcome (\d+)$/, (epoch) => says({ kind: 'welcome', epoch: Number(epoch) })],
  [/^master: acknowledge (\S+)$/, (task = '') => says({ kind: 'acknowledge', ...attemptOf(task) })],
  [/^master: abort (\S+)$/, (task = '') => says({ kind: 'abort', ...attemptOf(task) })],
  [
    /^master: assign (\S+)$/,
    (task = '') => says({ kind: 'assign', ...attemptOf(task), taskname: 'a task', sleepSeconds: 2 }),
  ],
  [
    /^master: refuse (.+)$/,
    (reason) => says({ kind: 'refuse', reason: reason as RefuseReason, detail: '', leader: '' }),
  ],
];

function readEvent(line: string): SlaveEvent {
  for (const [pattern, read] of READINGS) {
    const groups = pattern.exec(line);
    if (groups !== null) return read(...groups.slice(1));
  }
  throw new Error(`a transcript cannot say: ${line}`);
}

function nameOf({ taskId, attempt }: AttemptReference): string {
  return `${taskId}#${attempt}`;
}

function showMessage(message: SlaveMessage): string {
  switch (message.kind) {
    case 'register':
      return `register, holds ${message.held.map((held) => `${nameOf(held)} ${held.state}`).join(', ') || 'nothing'}`;
    case 'declined':
      return `declined ${nameOf(message)}: ${message.reason}`;
    case 'leaving':
      return 'leaving';
    case 'started':
    case 'finished':
    case 'aborted':
      return `${message.kind} ${nameOf(message)}`;
  }
}

function showEntry(entry: LogEntry): string {
  return [
    'log',
    entry.event,
    'taskId' in entry ? nameOf(entry) : '',
    'replayed' in entry && entry.replayed ? '(replayed)' : '',
    'reason' in entry ? `(${entry.reason})` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function showEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'connect':
      return `connect to ${effect.address}`;
    case 'send':
      return `slave: ${showMessage(effect.message)}`;
    case 'end session':
      return 'end the session';
    case 'expect welcome':
      return `expect a welcome within ${effect.withinMs} ms`;
    case 'wait':
      return `wait at most ${effect.maxDelayMs} ms`;
    case 'start execution':
      return `execute ${nameOf(effect.assignment)}`;
    case 'abort execution':
      return 'stop executing';
    case 'log':
      return showEntry(effect.entry);
    case 'leave':
      return 'leave';
  }
}

/** A conversation that goes on, part by part. */
export interface Conversation {
  /** The state that it has led to. */
  readonly state: SlaveState;
  /** Plays the events of a transcript, and compares what the slave does with what the transcript says. */
  readonly expect: (transcript: string) => void;
  /** Plays events; what the slave does about them is not looked at. */
  readonly given: (events: string) => void;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** Begins a conversation with a slave that has not started. */
export function converse(addresses: readonly string[] = ['a:1']): Conversation {
  const state = createSlave({ name: 'slave1', instance: 'i1', addresses });
  return {
    state,
    given: (events) => linesOf(events).forEach((line) => step(state, readEvent(line.trim()))),
    expect: (transcript) => {
      const lines = linesOf(transcript);
      const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
      const expected = lines.map((line) => line.slice(margin));
      const actual: string[] = [];
      for (const line of expected) {
        if (line.startsWith(' ')) continue;
        actual.push(line);
        for (const effect of step(state, readEvent(line))) actual.push(`  ${showEffect(effect)}`);
      }
      assert.equal(actual.join('\n'), expected.join('\n'));
    },
  };
}

/** A conversation in which the master of epoch 7 has just welcomed a slave that holds nothing. */
export function converseWelcomed(addresses: readonly string[] = ['a:1']): Conversation {
  const conversation = converse(addresses);
  conversation.given(`
    the slave starts
    the channel opens
    master: welcome 7
  `);
  return conversation;
}
