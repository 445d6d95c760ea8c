import { expectTranscript, transcriptLines } from '@steadfast/runtime/testing';
import type { Effect } from '../../src/core/effects.ts';
import type { Event } from '../../src/core/events.ts';
import type { StoreRequest, StoreResponse } from '../../src/core/store-requests.ts';
import type { MasterConfig, MasterState } from '../../src/core/state.ts';
import { createMaster, step } from '../../src/core/step.ts';
import {
  createMemoryData,
  insertTasks,
  type MemoryData,
  type MemoryTask,
  writeEntry,
} from '../../src/store/memory-data.ts';
import { executeInMemory } from '../../src/store/memory-store.ts';
import { parseEvent, type ScriptedEvent } from './parse-event.ts';
import { formatEffect, formatFact } from './format-effect.ts';

/*
 * Plays transcripts to the core of a master. A transcript has one event per line, from a slave, the store, the clock or
 * another master, and indented below it the effects that the core requests.
 *
 * The store is in memory. It answers requests at once, and the transcript does not show them, except for the kinds of
 * requests that it is told to hold: the transcript shows these, and answers them with `answered: KIND`. By default only
 * appends are held. Run the tests with UPDATE=1 to rewrite the effects.
 */

/** The maximum time between two ticks in production. */
const TICK_MS = 100;

/** The configuration of the master in transcripts: the defaults of the command line. */
export const CONFIG: MasterConfig = {
  name: 'master1',
  instance: 'master1-a',
  address: '127.0.0.1:50051',
  recoveryGraceMs: 10_000,
  placementDeadlineMs: 5_000,
  prefetch: 15,
  readyPerQueued: 4,
  pageSize: 1_000,
  retentionMs: 7 * 86_400_000,
};

export interface ScriptedMasterOptions {
  /** The database when the master starts; empty by default. */
  readonly data?: MemoryData;
  /** The kinds of requests that the store holds until the transcript answers them; appends by default. */
  readonly holds?: readonly StoreRequest['kind'][];
  /** Whether the store supports watches for new tasks; true by default. */
  readonly canWatch?: boolean;
  readonly config?: Partial<MasterConfig>;
}

/** A master that transcripts are played to, one after another. */
export interface ScriptedMaster {
  readonly state: MasterState;
  readonly data: MemoryData;
  /** Plays the events of a transcript, and asserts that the effects are those in the transcript. */
  readonly expect: (transcript: string) => void;
  /** Plays one event, and returns the effects. */
  readonly play: (event: string) => readonly string[];
  /**
   * Plays one event per line without checking the effects. Before the first and after each one, 200 ms pass in which
   * the store answers everything.
   */
  readonly given: (events: string) => void;
  /** Returns the ledger as text, one entry per line. */
  readonly ledger: () => string;
}

type StoreEffect = Extract<Effect, { kind: 'store' }>;

/**
 * A held request. In the worst case, a slow read returns the state at its start, and a slow write takes effect late.
 */
interface HeldRequest {
  readonly effect: StoreEffect;
  readonly read: StoreResponse | null;
}

function isRead({ kind }: StoreRequest): boolean {
  return kind === 'observe' || kind.startsWith('read.');
}

/** Returns a task document as the seed program inserts it. */
export function newDocument(taskId: string): MemoryTask {
  return {
    taskId,
    taskname: taskId,
    sleeptime: 1,
    state: 'created',
  };
}

/** Maps the names in a transcript to sessions: `slave1`, or `slave1'` for a second session of the same slave. */
function createSessionNames() {
  const sessions = new Map<string, number>();
  const names = new Map<number, string>();
  const ended = new Set<number>();
  return {
    nameOf: (session: number): string => names.get(session) ?? `session ${session}`,
    end: (session: number): void => void ended.add(session),
    /** Returns the session of a name; a new one if there is none, or if it registers after the last one has ended. */
    sessionOf: (name: string, registers: boolean): number => {
      const known = sessions.get(name);
      if (known !== undefined && !(registers && ended.has(known))) return known;
      const session = names.size + 1;
      sessions.set(name, session);
      names.set(session, name);
      return session;
    },
  };
}

/** Starts a master. It has not yet handled an event. */
export function startMaster(options: ScriptedMasterOptions = {}): ScriptedMaster {
  const { data = createMemoryData(), holds = ['append'], canWatch = true } = options;
  const clock = { nowMs: 50_000, wallMs: 1_700_000_000_000 };
  const state = createMaster({ ...CONFIG, ...options.config }, clock.nowMs);
  const sessionNames = createSessionNames();
  let heldRequests: HeldRequest[] = [];
  let holding = true;
  let taskWatch: number | null = null;
  let commands = 0;

  const executeEffect = (effect: Effect, lines: string[]): Event[] => {
    const line = formatEffect(effect, sessionNames.nameOf);
    if (effect.kind === 'end') sessionNames.end(effect.session);
    if (effect.kind === 'watch.open') {
      taskWatch = effect.generation;
      return canWatch ? [{ kind: 'watch.opened', generation: taskWatch }] : [];
    }
    if (effect.kind !== 'store') {
      if (line !== null) lines.push(line);
      return [];
    }
    const { generation, request } = effect;
    if (!holding || !holds.includes(request.kind))
      return [{ kind: 'store', generation, response: structuredClone(executeInMemory(data, request)) }];
    if (line !== null) lines.push(line);
    heldRequests.push({ effect, read: isRead(request) ? structuredClone(executeInMemory(data, request)) : null });
    return [];
  };

  /** Delivers an event, and the responses of the store to the requests that follow. Returns the effects. */
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

  const answer = (held: HeldRequest | undefined): string[] => {
    if (held === undefined) throw new Error('no request of that kind is held');
    heldRequests = heldRequests.filter((other) => other !== held);
    const response = held.read ?? structuredClone(executeInMemory(data, held.effect.request));
    return deliver({ kind: 'store', generation: held.effect.generation, response });
  };

  const fireWatch = (): string[] => {
    if (taskWatch === null || !canWatch) return [];
    const fired = { kind: 'watch.fired', generation: taskWatch } as const;
    taskWatch = null;
    return deliver(fired);
  };

  const rival = ({ epoch, fact }: Extract<ScriptedEvent, { kind: 'rival' }>): void => {
    writeEntry(data, { number: data.lastNumber + 1, epoch, by: 'another master', atMs: clock.wallMs, facts: [fact] });
  };

  const play = (event: ScriptedEvent): string[] => {
    switch (event.kind) {
      case 'message': {
        const session = sessionNames.sessionOf(event.slave, event.message.kind === 'register');
        return deliver({ kind: 'session.message', session, message: event.message });
      }
      case 'break': {
        const session = sessionNames.sessionOf(event.slave, false);
        sessionNames.end(session);
        return deliver({ kind: 'session.closed', session, reason: 'connection broken' });
      }
      case 'pass': {
        const lines: string[] = [];
        for (let left = event.ms; left > 0; left -= TICK_MS) lines.push(...advance(Math.min(left, TICK_MS)));
        return lines;
      }
      case 'freeze':
        return advance(event.ms);
      case 'insert':
        insertTasks(data, ...event.taskIds.map(newDocument));
        return fireWatch();
      case 'answer':
        return answer(heldRequests.find(({ effect }) => effect.request.kind === event.request));
      case 'rival':
        rival(event);
        return [];
      case 'command':
        commands += 1;
        return deliver({ kind: 'command', id: commands, command: event.command });
      case 'stop':
        return deliver({ kind: 'stop', reason: 'stop requested' });
    }
  };

  const expect = (transcript: string): void => {
    expectTranscript(transcript, (line) => play(parseEvent(line)), expect);
  };

  return {
    state,
    data,
    play: (event) => play(parseEvent(event)),
    given: (events) => {
      holding = false;
      while (heldRequests.length > 0) answer(heldRequests[0]);
      for (const line of ['', ...transcriptLines(events)]) {
        if (line !== '') play(parseEvent(line.trim()));
        play({ kind: 'pass', ms: 2 * TICK_MS });
      }
      holding = true;
    },
    expect,
    ledger: () =>
      [...data.ledger.values()]
        .map(({ number, epoch, facts }) => `#${number} e${epoch}: ${facts.map(formatFact).join('; ')}`)
        .join('\n'),
  };
}

/** Starts a master and waits until it leads. In an empty database, the ledger then ends with entry 1, `epoch.began`. */
export function startLeader(options: ScriptedMasterOptions = {}): ScriptedMaster {
  const master = startMaster(options);
  master.given('');
  return master;
}
