import { readFileSync } from 'node:fs';
import { describeExit, filesOf, type ProcessEvent } from '@steadfast/cluster';

/** Deaths that nobody asked for. */
export interface Deaths {
  /** Each in a line. */
  readonly lines: readonly string[];
  /** Takes an event of the launcher. */
  readonly note: (event: ProcessEvent) => void;
  /** Says which process dies again and again, once one does, and what it printed last. */
  readonly hopeless: () => string | undefined;
  /** Calls back with the line of each death from now on. */
  readonly onDeath: (listener: (line: string) => void) => void;
}

/** A process that has died so often by itself will not do better the next time. */
const HOPELESS_AFTER = 3;

/** The last line that a process printed. */
function lastWords(directory: string, name: string): string {
  try {
    return readFileSync(filesOf(directory, name).output, 'utf8').trim().split('\n').at(-1) || 'nothing';
  } catch {
    return 'nothing';
  }
}

/**
 * Counts the deaths that nobody asked for in the cluster of a run folder: what chaos kills, it starts again itself, so
 * that no restart is due.
 */
export function countDeaths(directory: string): Deaths {
  const lines: string[] = [];
  const byName = new Map<string, number>();
  const listeners: ((line: string) => void)[] = [];
  return {
    lines,
    note: (event) => {
      if (event.kind !== 'ended' || event.restartInMs === undefined) return;
      const { name, exit } = event;
      const line = `${name} died although nobody killed it (${describeExit(exit)}); see ${name}.out and ${name}.log`;
      lines.push(line);
      byName.set(name, (byName.get(name) ?? 0) + 1);
      for (const listener of listeners) listener(line);
    },
    hopeless: () => {
      const name = [...byName].find(([, deaths]) => deaths >= HOPELESS_AFTER)?.[0];
      if (name === undefined) return undefined;
      return `${name} dies again and again by itself. The last that it printed: ${lastWords(directory, name)}`;
    },
    onDeath: (listener) => void listeners.push(listener),
  };
}
