import type { FaultAction } from '../faults/record.ts';
import type { Activity } from './activity.ts';

/** Whether a process is up, or which fault it suffers from. Times are in milliseconds since 1970. */
export type MemberStatus =
  | { readonly kind: 'up' }
  | {
      readonly kind: 'killed' | 'frozen' | 'cut off' | 'losing packets' | 'stopped';
      readonly sinceMs: number;
      /** When the fault is planned to end. */
      readonly untilMs: number;
    };

/** A master or a slave as it is shown. */
export interface MemberView {
  readonly name: string;
  readonly role: 'master' | 'slave';
  readonly status: MemberStatus;
  readonly activity: Activity;
}

export const UP: MemberStatus = { kind: 'up' };

/** Returns the status of a process after an action on it. */
export function statusAfter({ action, atMs: sinceMs, forMs = 0 }: FaultAction): MemberStatus {
  const untilMs = sinceMs + forMs;
  switch (action) {
    case 'start':
    case 'thaw':
    case 'heal':
    case 'steady':
      return UP;
    case 'kill':
      return { kind: 'killed', sinceMs, untilMs };
    case 'freeze':
      return { kind: 'frozen', sinceMs, untilMs };
    case 'lossy':
      return { kind: 'losing packets', sinceMs, untilMs };
    case 'stop':
      return { kind: 'stopped', sinceMs, untilMs };
    case 'cut':
      return { kind: 'cut off', sinceMs, untilMs };
  }
}

/** True while a slave runs a task. A frozen or unreachable slave still holds its task. */
export function isRunningTask({ role, status, activity }: MemberView): boolean {
  return role === 'slave' && status.kind !== 'killed' && activity.running !== undefined;
}

/** Returns the task that a slave runs: `task7, attempt 2` or, in short, `task7 #2`. Undefined when it runs none. */
export function formatRunningTask({ running }: Activity, inWords = true): string | undefined {
  if (running === undefined) return undefined;
  const { task, attempt } = running;
  return attempt === 1 ? task : `${task}${inWords ? ', attempt ' : ' #'}${attempt}`;
}

/** Returns what a process was doing, to follow the word "while": `running task7`. Undefined when it was idle. */
export function describeActivity({ role, activity }: MemberView): string | undefined {
  if (role === 'master') return activity.epoch === undefined ? undefined : `leading epoch ${activity.epoch}`;
  const running = formatRunningTask(activity);
  return running === undefined ? undefined : `running ${running}`;
}
