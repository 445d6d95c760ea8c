import assert from 'node:assert/strict';
import type { Effect } from '../../src/core/effects.ts';
import type { Event } from '../../src/core/events.ts';
import type { StoreRequest, StoreResponse } from '../../src/core/store-requests.ts';
import { createMaster } from '../../src/core/step.ts';
import type { MasterState } from '../../src/core/state.ts';
import { step } from '../../src/core/step.ts';
import type { MasterConfig } from '../../src/core/state.ts';
import {
  executeInMemory,
  createMemoryData,
  insertTasks,
  type MemoryData,
  type MemoryTask,
  writeEntry,
} from '../../src/store/memory-store.ts';
import { readHappening, type Happening } from './reading.ts';
import { showEffect, showFact } from './showing.ts';

/*
 * Transcripts: conversations between slaves, the core of a master, and its store, as text. What happens stands at the
 * margin; what the master does about it is indented below. The store is the one in memory. It answers at once and
 * without a word, except for the kinds of requests that it is told to hold back: these are written down, and answered
 * when the transcript says so. Appends are held back unless said otherwise.
 */

/** A tick comes so often, in milliseconds. */
const TICK_MS = 100;

/** The configuration of the master in transcripts: the defaults of the command line. */
export const CONFIG: MasterConfig = {
  name: 'master1',
  instance: 'master1-a',
  address: '127.0.0.1:50051',
  recoveryGraceMs: 10_000,
  placementDeadlineMs: 5_000,
  retentionMs: 7 * 86_400_000,
};

/** What may be different from conversation to conversation. */
export interface ConversationOptions {
  /** The database as the master finds it. */
  readonly data?: MemoryData;
  /** The requests that the store holds back. */
  readonly holds?: readonly StoreRequest['kind'][];
  /** Whether the store can tell of new tasks; true unless given. */
  readonly hasBell?: boolean;
  readonly config?: Partial<MasterConfig>;
}

/** A conversation that goes on, part by part. */
export interface Conversation {
  readonly state: MasterState;
  readonly data: MemoryData;
  /** Plays what a transcript says happens, and compares what the master does with what the transcript says. */
  readonly expect: (transcript: string) => void;
  /** Plays what happens; gives what the master does. */
  readonly play: (happening: string) => readonly string[];
  /** Plays what happens, and waits each time until all is written; what the master does is not looked at. */
  readonly given: (happenings: string) => void;
  /** The ledger as text, one entry a line. */
  readonly ledger: () => string;
}

type Asked = Extract<Effect, { kind: 'store' }>;

/** Reads are carried out when they are asked for, writes when they are answered: as slow ones are, at worst. */
interface HeldBack {
  readonly asked: Asked;
  readonly read: StoreResponse | null;
}

function isRead({ kind }: StoreRequest): boolean {
  return kind === 'observe' || kind.startsWith('read.');
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** A task document as the seed inserts it. */
export function newDocument(taskId: string): MemoryTask {
  return {
    taskId,
    taskname: taskId,
    sleeptime: 1,
    state: 'created',
  };
}

/** The names that a transcript gives to sessions: `slave1`, and `slave1'` for a second one of that slave. */
function createSpeakers() {
  const sessions = new Map<string, number>();
  const names = new Map<number, string>();
  const over = new Set<number>();
  return {
    nameOf: (session: number): string => names.get(session) ?? `session ${session}`,
    isOver: (session: number): boolean => over.has(session),
    end: (session: number): void => void over.add(session),
    /** The session of a speaker; a new one if it has none, or if it registers after its last one was over. */
    sessionOf: (speaker: string, registers: boolean): number => {
      const known = sessions.get(speaker);
      if (known !== undefined && !(registers && over.has(known))) return known;
      const session = names.size + 1;
      sessions.set(speaker, session);
      names.set(session, speaker);
      return session;
    },
  };
}

/** Begins a conversation with a master that has just started. */
export function converse(options: ConversationOptions = {}): Conversation {
  const { data = createMemoryData(), holds = ['append'], hasBell = true } = options;
  const clock = { nowMs: 50_000, wallMs: 1_700_000_000_000 };
  const state = createMaster({ ...CONFIG, ...options.config }, clock.nowMs);
  const speakers = createSpeakers();
  let heldBack: HeldBack[] = [];
  let holding = true;
  let taskWatch: number | null = null;

  const executeEffect = (effect: Effect, lines: string[]): Event[] => {
    const line = showEffect(effect, speakers.nameOf);
    if (effect.kind === 'end') speakers.end(effect.session);
    if (effect.kind === 'watch.open') {
      taskWatch = effect.generation;
      return hasBell ? [{ kind: 'watch.opened', generation: taskWatch }] : [];
    }
    if (effect.kind !== 'store') {
      if (line !== null) lines.push(line);
      return [];
    }
    const { generation, request } = effect;
    if (!holding || !holds.includes(request.kind))
      return [{ kind: 'store', generation, response: structuredClone(executeInMemory(data, request)) }];
    if (line !== null) lines.push(line);
    heldBack.push({ asked: effect, read: isRead(request) ? structuredClone(executeInMemory(data, request)) : null });
    return [];
  };

  /** Tells the master what happened, and what the store answers to what it asks for then; gives what it did. */
  const deliver = (event: Event): string[] => {
    const lines: string[] = [];
    const events = [event];
    for (let next = events.shift(); next !== undefined; next = events.shift())
      for (const effect of step(state, next, clock)) events.push(...executeEffect(effect, lines));
    return lines;
  };

  const advance = (ms: number): string[] => {
    clock.nowMs += ms;
    clock.wallMs += ms;
    return deliver({ kind: 'tick' });
  };

  const answer = (held: HeldBack | undefined): string[] => {
    if (held === undefined) throw new Error('nothing of that kind is held back');
    heldBack = heldBack.filter((other) => other !== held);
    const response = held.read ?? structuredClone(executeInMemory(data, held.asked.request));
    return deliver({ kind: 'store', generation: held.asked.generation, response });
  };

  const ring = (): string[] => {
    if (taskWatch === null || !hasBell) return [];
    const rang = { kind: 'watch.fired', generation: taskWatch } as const;
    taskWatch = null;
    return deliver(rang);
  };

  const rival = ({ epoch, fact }: Extract<Happening, { kind: 'rival' }>): void => {
    writeEntry(data, { number: data.lastNumber + 1, epoch, by: 'another master', atMs: clock.wallMs, facts: [fact] });
  };

  const play = (happening: Happening): string[] => {
    switch (happening.kind) {
      case 'message': {
        const session = speakers.sessionOf(happening.speaker, happening.message.kind === 'register');
        return deliver({ kind: 'session.message', session, message: happening.message });
      }
      case 'break': {
        const session = speakers.sessionOf(happening.speaker, false);
        speakers.end(session);
        return deliver({ kind: 'session.closed', session, reason: 'connection broken' });
      }
      case 'pass': {
        const lines: string[] = [];
        for (let left = happening.ms; left > 0; left -= TICK_MS) lines.push(...advance(Math.min(left, TICK_MS)));
        return lines;
      }
      case 'freeze':
        return advance(happening.ms);
      case 'insert':
        insertTasks(data, ...happening.taskIds.map(newDocument));
        return ring();
      case 'answer':
        return answer(heldBack.find(({ asked }) => asked.request.kind === happening.request));
      case 'rival':
        rival(happening);
        return [];
      case 'stop':
        return deliver({ kind: 'stop', reason: 'stop requested' });
    }
  };

  return {
    state,
    data,
    play: (happening) => play(readHappening(happening)),
    given: (happenings) => {
      holding = false;
      while (heldBack.length > 0) answer(heldBack[0]);
      for (const line of ['', ...linesOf(happenings)]) {
        if (line !== '') play(readHappening(line.trim()));
        play({ kind: 'pass', ms: 2 * TICK_MS });
      }
      holding = true;
    },
    expect: (transcript) => {
      const lines = linesOf(transcript);
      const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
      const expected = lines.map((line) => line.slice(margin));
      const actual: string[] = [];
      for (const line of expected) {
        if (line.startsWith(' ')) continue;
        actual.push(line);
        for (const effect of play(readHappening(line))) actual.push(`  ${effect}`);
      }
      assert.equal(actual.join('\n'), expected.join('\n'));
    },
    ledger: () =>
      [...data.ledger.values()]
        .map(({ number, epoch, facts }) => `#${number} e${epoch}: ${facts.map(showFact).join('; ')}`)
        .join('\n'),
  };
}

/** A conversation with a master that leads; its reign is the first, and the ledger ends with its beginning. */
export function converseLeading(options: ConversationOptions = {}): Conversation {
  const conversation = converse(options);
  conversation.given('');
  return conversation;
}
