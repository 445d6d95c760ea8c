import { withdrew, type SlaveIncarnation } from './disturbances.ts';
import type { IndexedRun } from './run.ts';
import type { LocatedFact } from './task-histories.ts';

/** A span in which a slave was connected, and had nothing to do. */
export interface IdleSpan extends SlaveIncarnation {
  /** Wall-clock time, in milliseconds since 1970. */
  readonly fromMs: number;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly toMs: number;
}

/** A slave that is connected. */
interface ConnectedSlave extends SlaveIncarnation {
  /** When it became idle; undefined while it has a task, and while it rests because it did not run one. */
  idleSinceMs: number | undefined;
}

/** Returns the spans in which slaves were idle, were not resting after a failure, and had not withdrawn. */
export function findIdleSpans(run: IndexedRun): readonly IdleSpan[] {
  const spans: IdleSpan[] = [];
  const connected = new Map<string, ConnectedSlave>();
  const holders = new Map<string, string>();
  const endIdle = (slave: ConnectedSlave, toMs: number): void => {
    const { host, instance, idleSinceMs: fromMs } = slave;
    slave.idleSinceMs = undefined;
    if (fromMs !== undefined && !withdrew(run, instance, fromMs, toMs)) spans.push({ host, instance, fromMs, toMs });
  };
  const endAll = (toMs: number): void => {
    for (const slave of connected.values()) endIdle(slave, toMs);
    connected.clear();
  };
  const follow = ({ kind, host = '', instance = '', task = '', atMs }: LocatedFact): void => {
    const slave = connected.get(host);
    if (kind === 'epoch.began') endAll(atMs);
    else if (kind === 'slave.joined') {
      const holds = holders.get(host) !== undefined;
      connected.set(host, { host, instance, idleSinceMs: holds ? undefined : atMs });
    } else if (kind === 'slave.lost') {
      if (slave !== undefined) endIdle(slave, atMs);
      connected.delete(host);
    } else if (kind === 'task.placed') {
      if (slave !== undefined) endIdle(slave, atMs);
      holders.set(host, task);
    } else if (kind === 'task.success' || kind === 'task.killed' || kind === 'task.returned') {
      if (holders.get(host) === task) holders.delete(host);
      if (slave !== undefined) slave.idleSinceMs = kind === 'task.success' ? atMs : undefined;
    }
  };
  for (const fact of run.facts) follow(fact);
  const { log } = run.evidence;
  endAll(log.reduce((latest, { atMs }) => Math.max(latest, atMs), run.facts.at(-1)?.atMs ?? 0));
  return spans;
}
