import { existsSync, readFileSync } from 'node:fs';
import { parseLogLine, type LogLine } from '@steadfast/records';
import { waitUntil } from '../wait.ts';

/** Returns the lines with an event in the log of a process over all its incarnations. */
function linesWith(logFile: string, event: string): LogLine[] {
  const lines = existsSync(logFile) ? readFileSync(logFile, 'utf8').split('\n') : [];
  return lines
    .filter((text) => text.includes(`"event":"${event}"`))
    .flatMap((text) => {
      const line = parseLogLine(text);
      return line.ok ? [line.value] : [];
    });
}

/** Returns how many lines with an event a process has logged. */
export function countLogLines(logFile: string, event: string): number {
  return linesWith(logFile, event).length;
}

/** Returns when a process last logged an event, in milliseconds since 1970; NaN if it has not. */
export function lastLoggedMs(logFile: string, event: string): number {
  return linesWith(logFile, event).at(-1)?.atMs ?? Number.NaN;
}

/** Waits until a process has logged `count` lines with an event. */
export async function waitForLogLine(
  logFile: string,
  event: string,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  await waitUntil(`${event} is logged`, () => countLogLines(logFile, event) >= count, { signal });
}
