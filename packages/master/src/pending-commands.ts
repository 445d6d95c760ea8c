import type { Command, CommandOutcome } from './core/commands.ts';
import type { Event } from './core/events.ts';

/** The commands that wait for their outcome. Each is answered exactly once. */
export interface PendingCommands {
  /** Passes a command on to the core, and calls back with its outcome. */
  readonly request: (command: Command, settle: (outcome: CommandOutcome) => void) => void;
  /** Takes the outcome of a command. */
  readonly done: (id: number, outcome: CommandOutcome) => void;
  /** Answers all that are left, because nobody knows their outcome. */
  readonly lost: () => void;
}

/** Creates an empty set of commands. `deliver` passes an event on to the core. */
export function createPendingCommands(deliver: (event: Event) => void): PendingCommands {
  const pending = new Map<number, (outcome: CommandOutcome) => void>();
  let last = 0;
  return {
    request: (command, settle) => {
      last += 1;
      pending.set(last, settle);
      deliver({ kind: 'command', id: last, command });
    },
    done: (id, outcome) => {
      const settle = pending.get(id);
      pending.delete(id);
      settle?.(outcome);
    },
    lost: () => {
      const settles = [...pending.values()];
      pending.clear();
      for (const settle of settles) settle('unknown');
    },
  };
}
