import { numberOf, parseLine, required, stringOf, type Parsed } from './fields.ts';

/** The name of the file that lists the seeded tasks, within the folder of a run. */
export const SEEDED_FILE = 'seeded.jsonl';

/** A task as it was inserted, before any master saw it. */
export interface SeededTask {
  readonly taskId: string;
  readonly taskname: string;
  /** In seconds. */
  readonly sleeptime: number;
}

/** Formats a line of the list of seeded tasks, without a line break. */
export function formatSeededLine({ taskId, taskname, sleeptime }: SeededTask): string {
  return JSON.stringify({ taskId, taskname, sleeptime });
}

/** Parses a line of the list of seeded tasks. */
export function parseSeededLine(text: string): Parsed<SeededTask> {
  return parseLine(text, (fields) => ({
    taskId: required(stringOf(fields['taskId']), 'taskId'),
    taskname: required(stringOf(fields['taskname']), 'taskname'),
    sleeptime: required(numberOf(fields['sleeptime']), 'sleeptime'),
  }));
}
