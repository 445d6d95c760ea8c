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

/** A member that crashes this often in a row, each time soon after its start, is unlikely to recover. */
const CRASH_LOOP_CRASHES = 3;

/** A member that has been up for this long has started: its crash has another cause than the one before. */
const STARTED_MS = 10_000;

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
  /** The number of crashes in a row, each soon after a start, by name. */
  const earlyCrashes = new Map<string, number>();
  const listeners: ((message: string) => void)[] = [];
  return {
    messages,
    onProcessEvent: (event) => {
      if (event.kind !== 'ended' || event.restartInMs === undefined) return;
      const { name, exit, uptimeMs } = event;
      const message = `${name} crashed (${describeExit(exit)}); see ${name}.out and ${name}.log`;
      messages.push(message);
      earlyCrashes.set(name, uptimeMs < STARTED_MS ? (earlyCrashes.get(name) ?? 0) + 1 : 0);
      for (const listener of listeners) listener(message);
    },
    crashLoop: () => {
      const name = [...earlyCrashes].find(([, count]) => count >= CRASH_LOOP_CRASHES)?.[0];
      if (name === undefined) return undefined;
      return `${name} is crash-looping; last output: ${lastOutputLine(directory, name)}`;
    },
    onCrash: (listener) => void listeners.push(listener),
  };
}
