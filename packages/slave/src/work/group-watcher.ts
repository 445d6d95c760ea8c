import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { DEFAULT_PATH } from './find-program.ts';

/** The environment variable that every process of a job inherits, so that those that left its process group are found. */
export const MARK_VARIABLE = 'STEADFAST_JOB_MARK';

/** A process group, and the value of MARK_VARIABLE in its processes: letters, digits and hyphens, unique to the group. */
export interface MarkedGroup {
  readonly group: number;
  readonly mark: string;
}

/**
 * A process next to the slave that kills what the slave ran when the slave has died, however it died: the kernel then
 * closes its end of their pipe. Nothing else works on every platform for a slave that is killed with SIGKILL.
 */
export interface GroupWatcher {
  /** Kills the group, and all processes with its mark, as soon as the slave is gone. */
  readonly watch: (group: MarkedGroup) => void;
  /**
   * Kills, on Linux, the processes that left the group, and calls back when they are gone. To be called when the group
   * itself has been killed.
   */
  readonly end: (group: MarkedGroup, onGone: () => void) => void;
  /** Kills all that is still watched. */
  readonly close: () => void;
}

/**
 * A POSIX shell takes a tenth of the memory of a Node process. It ignores signals that a terminal or a service manager
 * sends to all processes at once, so that it outlives the slave.
 *
 * A process can leave its group with setsid, but it rarely drops a variable from its environment, which Linux shows
 * in /proc. Since a process may fork between being found and being killed, the search is repeated while it finds any;
 * a hundred times bounds it.
 */
const SCRIPT = `
trap '' HUP INT TERM
sweep() {
  tries=0
  while [ $tries -lt 100 ]; do
    found=$(grep -lsF -- "${MARK_VARIABLE}=$1" /proc/[0-9]*/environ)
    [ -n "$found" ] || return
    for path in $found; do
      path=\${path#/proc/}
      kill -KILL "\${path%/environ}"
    done
    tries=$((tries + 1))
  done
}
watched=
while read -r order group mark; do
  case $order in
    watch) watched="$watched $group:$mark" ;;
    end)
      others=
      for each in $watched; do [ "$each" = "$group:$mark" ] || others="$others $each"; done
      watched=$others
      sweep "$mark"
      echo "$mark"
      ;;
  esac
done
for each in $watched; do kill -KILL "-\${each%%:*}"; done
for each in $watched; do sweep "\${each#*:}"; done
`;

/** Longest wait for the end of a search. It takes milliseconds, unless a process forks faster than it is killed. */
const SWEEP_DEADLINE_MS = 2_000;

/** Delay before a watcher that died is replaced: short, but one that cannot be started must not be started in a loop. */
const RESTART_MS = 100;

/** Without the variables of the slave, and so without a mark of its own, if the slave itself runs in a job. */
const ENVIRONMENT = { PATH: process.env['PATH'] ?? DEFAULT_PATH };

/** Starts the shell. `onSwept` is called with each mark that no process has any more. */
function startShell(onSwept: (mark: string) => void, onExit: () => void): ChildProcess {
  // A session of its own: neither Ctrl-C nor a kill of the slave's process group reaches it.
  const child = spawn('sh', ['-c', SCRIPT], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: ENVIRONMENT,
  });
  // The slave must be able to exit while the watcher runs.
  child.unref();
  for (const stream of child.stdio ?? []) {
    (stream as unknown as { unref?: () => void } | null)?.unref?.();
    stream?.on('error', () => undefined);
  }
  // Absent if the slave has no file descriptors left.
  if (child.stdout !== undefined && child.stdout !== null) createInterface(child.stdout).on('line', onSwept);
  child.on('error', onExit);
  child.on('exit', onExit);
  return child;
}

/** The searches that a watcher was ordered to make, each until it is over or has taken too long. */
function createPendingSweeps() {
  const pending = new Map<string, () => void>();
  const finish = (mark: string): void => {
    const onGone = pending.get(mark);
    pending.delete(mark);
    onGone?.();
  };
  return {
    begin: (mark: string, onGone: () => void): void => {
      const deadline = setTimeout(() => finish(mark), SWEEP_DEADLINE_MS);
      pending.set(mark, () => {
        clearTimeout(deadline);
        onGone();
      });
    },
    finish,
    marks: () => [...pending.keys()],
  };
}

/** Starts a watcher. If its process dies, another one takes its place. */
export function startGroupWatcher(): GroupWatcher {
  const watched = new Set<MarkedGroup>();
  const sweeps = createPendingSweeps();
  let isClosed = false;
  let shell: ChildProcess | null = null;

  const send = (order: 'watch' | 'end', { group, mark }: MarkedGroup): void => {
    shell?.stdin?.write(`${order} ${group} ${mark}\n`);
  };
  const ensureShell = (): void => {
    if (shell !== null || isClosed) return;
    const started = startShell(sweeps.finish, () => {
      if (shell !== started) return;
      shell = null;
      for (const mark of sweeps.marks()) sweeps.finish(mark);
      if (watched.size > 0) setTimeout(ensureShell, RESTART_MS).unref();
    });
    shell = started;
    for (const group of watched) send('watch', group);
  };
  ensureShell();
  return {
    watch: (group) => {
      ensureShell();
      watched.add(group);
      send('watch', group);
    },
    end: (group, onGone) => {
      ensureShell();
      watched.delete(group);
      sweeps.begin(group.mark, onGone);
      send('end', group);
    },
    close: () => {
      isClosed = true;
      shell?.stdin?.end();
    },
  };
}
