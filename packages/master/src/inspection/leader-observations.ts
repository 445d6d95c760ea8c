import type { Entry, Fact } from '../core/ledger/facts.ts';

/** What is noted about one slave in a reign. */
export interface SlaveNote {
  /** When it last joined, in milliseconds since 1970; null when it has not. */
  joinedAtMs: number | null;
  /** Tasks that it finished. */
  finished: number;
  /** Attempts that were lost on it. */
  lost: number;
  /** When its task was known to run, in milliseconds since 1970; null while none is. */
  runningSinceMs: number | null;
}

/** What a leader's own entries tell about its reign. */
export interface ReignNotes {
  /** When the reign began, in milliseconds since 1970; null before one did. */
  beganAtMs: number | null;
  /** By host. */
  readonly slaves: Map<string, SlaveNote>;
}

/** Slaves that are noted: as many as a master has sessions. Those that come beyond are not counted. */
const MAX_NOTED = 10_000;

/** Notes of no reign yet. */
export function createReignNotes(): ReignNotes {
  return { beganAtMs: null, slaves: new Map() };
}

function noteOf({ slaves }: ReignNotes, host: string): SlaveNote {
  const known = slaves.get(host);
  if (known !== undefined) return known;
  const note: SlaveNote = { joinedAtMs: null, finished: 0, lost: 0, runningSinceMs: null };
  if (slaves.size < MAX_NOTED) slaves.set(host, note);
  return note;
}

function noteFact(notes: ReignNotes, fact: Fact, atMs: number): void {
  switch (fact.kind) {
    case 'epoch.began':
      notes.beganAtMs = atMs;
      notes.slaves.clear();
      return;
    case 'slave.joined':
      noteOf(notes, fact.host).joinedAtMs = atMs;
      return;
    case 'slave.lost':
      noteOf(notes, fact.host).joinedAtMs = null;
      return;
    case 'task.running':
      noteOf(notes, fact.host).runningSinceMs = atMs;
      return;
    case 'task.success': {
      const note = noteOf(notes, fact.host);
      note.finished += 1;
      note.runningSinceMs = null;
      return;
    }
    case 'task.killed':
    case 'task.returned': {
      const note = noteOf(notes, fact.host);
      note.lost += 1;
      note.runningSinceMs = null;
      return;
    }
    case 'task.placed':
    case 'task.parked':
    case 'epoch.ended':
  }
}

/** Notes what an entry of this master says, once it is durable. */
export function noteEntry(notes: ReignNotes, { facts, atMs }: Entry): void {
  for (const fact of facts) noteFact(notes, fact, atMs);
}
