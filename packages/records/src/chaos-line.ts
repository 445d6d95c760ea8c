import { definedOnly, numberOf, oneOf, parseLine, required, stringOf, timeOf, type Parsed } from './fields.ts';

/** The name of the chaos record within the folder of a run. */
export const CHAOS_FILE = 'chaos.jsonl';

/** What can be done to a process or to its network. */
export const CHAOS_ACTIONS = ['kill', 'start', 'freeze', 'thaw', 'stop', 'cut', 'heal', 'lossy', 'steady'] as const;

export type ChaosAction = (typeof CHAOS_ACTIONS)[number];

/** One line of the chaos record: what was done to one process. */
export interface ChaosLine {
  /** Wall-clock time before the action took place, in milliseconds since 1970; `at` in the file. */
  readonly atMs: number;
  readonly action: ChaosAction;
  /** The name of a master or a slave, or `mongod`. */
  readonly target: string;
  /** The signal that was sent, if any. */
  readonly signal?: string;
  /** The process id, where there is one; after `start`, the new one. */
  readonly pid?: number;
  readonly instance?: string;
  /** How long the target is to stay killed, frozen, cut off or lossy, in milliseconds. */
  readonly forMs?: number;
}

/** Formats a line of the chaos record, without a line break. */
export function formatChaosLine({ atMs, ...fields }: ChaosLine): string {
  return JSON.stringify({ at: new Date(atMs).toISOString(), ...fields });
}

/** Parses a line of the chaos record. */
export function parseChaosLine(text: string): Parsed<ChaosLine> {
  return parseLine(text, (fields) => ({
    atMs: required(timeOf(fields['at']), 'at'),
    action: required(oneOf(CHAOS_ACTIONS, fields['action']), 'action'),
    target: required(stringOf(fields['target']), 'target'),
    ...definedOnly({
      signal: stringOf(fields['signal']),
      pid: numberOf(fields['pid']),
      instance: stringOf(fields['instance']),
      forMs: numberOf(fields['forMs']),
    }),
  }));
}
