import type { BackOff } from './back-off.ts';
import type { Program } from './child.ts';
import type { RunFolder } from './run-folder.ts';
import { supervise, type ProcessEvent, type SupervisedProcess } from './supervisor.ts';

/** How to supervise many processes. */
export interface FleetOptions {
  /** Start again what dies: everything, nothing, or what the function says by name. */
  readonly restart: boolean | ((name: string) => boolean);
  /** How long to wait before what died is started again. */
  readonly backOff?: BackOff;
  /** Told of every start, end, freeze and thaw. */
  readonly onEvent?: (event: ProcessEvent) => void;
}

/** What a process is to its cluster; the order is that in which they end, for each needs the ones behind it. */
const ROLES = ['slave', 'master', 'database'] as const;

/** What a process is to its cluster. */
export type Role = (typeof ROLES)[number];

/** The processes of a cluster. */
export interface Fleet {
  readonly processes: ReadonlyMap<string, SupervisedProcess>;
  /**
   * Adds a process that is yet to be started.
   * @throws {Error} when the name is in use
   */
  add(role: Role, name: string, program: Program): SupervisedProcess;
  /** Ends a process, by force after so many milliseconds, and forgets it. */
  remove(name: string, graceMs: number): Promise<void>;
  /** Ends all: each role when the one before it is gone; by force after its milliseconds. */
  stop(graceMs: Readonly<Record<Role, number>>): Promise<void>;
}

/** Makes a fleet without processes. What is alive in it stands in the run folder's `pids.json` at all times. */
export function makeFleet(folder: RunFolder, { restart, backOff, onEvent }: FleetOptions): Fleet {
  const processes = new Map<string, SupervisedProcess>();
  const roles = new Map<string, Role>();

  const recordAlive = (): void =>
    folder.record(
      [...processes.values()].flatMap(({ name, pid, child }) =>
        pid === undefined ? [] : [{ name, pid, arguments: child.program.arguments }],
      ),
    );
  const noteEvent = (event: ProcessEvent): void => {
    if (event.kind === 'started' || event.kind === 'ended') recordAlive();
    onEvent?.(event);
  };

  return {
    processes,
    add: (role, name, program) => {
      if (processes.has(name)) throw new Error(`there is a process named ${name} already`);
      const added = supervise(name, program, {
        restart: typeof restart === 'boolean' ? restart : restart(name),
        ...(backOff === undefined ? {} : { backOff }),
        onEvent: noteEvent,
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
