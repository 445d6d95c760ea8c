import type { Program } from './processes/child.ts';
import type { RestartBackoff } from './processes/restart-backoff.ts';
import { supervise, type ProcessEvent, type SupervisedProcess } from './processes/supervisor.ts';
import type { RunFolder } from './run-folder/run-folder.ts';

/** How to supervise the processes of a cluster. */
export interface FleetOptions {
  /** Whether to restart processes that exit: all, none, or depending on the name. */
  readonly restart: boolean | ((name: string) => boolean);
  /** How long to wait before a restart. */
  readonly backoff?: RestartBackoff;
  /** Called on every start, exit, freeze and thaw. */
  readonly onEvent?: (event: ProcessEvent) => void;
}

/** The roles in the order in which they are stopped: each one depends on those after it. */
const ROLES = ['slave', 'master', 'database'] as const;

/** The part that a process plays in its cluster. */
export type FleetRole = (typeof ROLES)[number];

/** The supervised processes of a cluster. */
export interface Fleet {
  readonly processes: ReadonlyMap<string, SupervisedProcess>;
  /**
   * Adds a process without starting it.
   * @throws {Error} if the name is in use
   */
  add(role: FleetRole, name: string, program: Program): SupervisedProcess;
  /** Stops a process, with SIGKILL after `graceMs`, and removes it. */
  remove(name: string, graceMs: number): Promise<void>;
  /** Stops all processes role by role, with SIGKILL after the grace period of the role. */
  stop(graceMs: Readonly<Record<FleetRole, number>>): Promise<void>;
}

/** Creates an empty fleet. The run folder's `pids.json` always lists those of its processes that are alive. */
export function createFleet(folder: RunFolder, { restart, backoff, onEvent }: FleetOptions): Fleet {
  const processes = new Map<string, SupervisedProcess>();
  const roles = new Map<string, FleetRole>();

  const recordAlive = (): void =>
    folder.recordProcesses(
      [...processes.values()].flatMap(({ name, pid, child }) =>
        pid === undefined ? [] : [{ name, pid, arguments: child.program.arguments }],
      ),
    );
  const handleEvent = (event: ProcessEvent): void => {
    if (event.kind === 'started' || event.kind === 'ended') recordAlive();
    onEvent?.(event);
  };

  return {
    processes,
    add: (role, name, program) => {
      if (processes.has(name)) throw new Error(`there is already a process named ${name}`);
      const added = supervise(name, program, {
        restart: typeof restart === 'boolean' ? restart : restart(name),
        ...(backoff === undefined ? {} : { backoff }),
        onEvent: handleEvent,
      });
      processes.set(name, added);
      roles.set(name, role);
      return added;
    },
    remove: async (name, graceMs) => {
      await processes.get(name)?.stop(graceMs);
      processes.delete(name);
      roles.delete(name);
    },
    stop: async (graceMs) => {
      const all = [...processes.values()];
      for (const process of all) process.setRestart(false);
      for (const role of ROLES)
        await Promise.all(all.filter(({ name }) => roles.get(name) === role).map((each) => each.stop(graceMs[role])));
    },
  };
}
