import { readFileSync } from 'node:fs';
import { describeExit, filesOf, type ProcessEvent } from '@steadfast/cluster';

/** Watches for members that exit although no fault was injected. */
export interface CrashMonitor {
  /** One message per crash. */
  readonly messages: readonly string[];
  /** Takes an event of the cluster. */
  readonly onProcessEvent: (event: ProcessEvent) => void;
  /** Returns a message about a member that is crash-looping; undefined if none is. */
  readonly crashLoop: () => string | undefined;
  /** Subscribes to the messages of future crashes. */
  readonly onCrash: (listener: (message: string) => void) => void;
}

/** A member that crashes this often, each time soon after its restart, is unlikely to recover. */
const CRASH_LOOP_CRASHES = 3;

function lastOutputLine(directory: string, name: string): string {
  try {
    return readFileSync(filesOf(directory, name).output, 'utf8').trim().split('\n').at(-1) || 'nothing';
  } catch {
    return 'nothing';
  }
}

/**
 * Monitors the cluster of a run folder. An exit is a crash if the cluster is about to restart the member: members that
 * chaos kills are restarted by chaos itself.
 */
export function monitorCrashes(directory: string): CrashMonitor {
  const messages: string[] = [];
  const crashes = new Map<string, number>();
  const listeners: ((message: string) => void)[] = [];
  return {
    messages,
    onProcessEvent: (event) => {
      if (event.kind !== 'ended' || event.restartInMs === undefined) return;
      const { name, exit } = event;
      const message = `${name} crashed (${describeExit(exit)}); see ${name}.out and ${name}.log`;
      messages.push(message);
      crashes.set(name, (crashes.get(name) ?? 0) + 1);
      for (const listener of listeners) listener(message);
    },
    crashLoop: () => {
      const name = [...crashes].find(([, count]) => count >= CRASH_LOOP_CRASHES)?.[0];
      if (name === undefined) return undefined;
      return `${name} is crash-looping; last output: ${lastOutputLine(directory, name)}`;
    },
    onCrash: (listener) => void listeners.push(listener),
  };
}
