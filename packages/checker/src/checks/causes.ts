import type { Claim } from '../claim.ts';
import { falls } from '../outages.ts';
import { hitOn, type Run, type SlaveLife } from '../run.ts';
import type { FactAt } from '../stories.ts';
import { CLOCK_TOLERANCE_MS } from '../tolerances.ts';
import { listViolations } from '../violations.ts';
import { count, duration, nameFact } from '../words.ts';

/** What a slave's own log says when it gives up work of its own accord: asked to leave, or unable to go on. */
const OWN_ACCORD: ReadonlySet<string> = new Set(['drain.began', 'journal.failed']);

/** Spans of the wall clock in which something was noted, by key. */
type Moments = ReadonlyMap<string, readonly number[]>;

const within = (moments: Moments, key: string, fromMs: number, toMs: number): boolean =>
  moments.get(key)?.some((atMs) => atMs >= fromMs - CLOCK_TOLERANCE_MS && atMs <= toMs + CLOCK_TOLERANCE_MS) === true;

const gather = (pairs: readonly (readonly [key: string, atMs: number])[]): Moments => {
  const moments = new Map<string, number[]>();
  for (const [key, atMs] of pairs) {
    const known = moments.get(key);
    if (known === undefined) moments.set(key, [atMs]);
    else known.push(atMs);
  }
  return moments;
};

/** What can be looked up about the reasons for which attempts end. */
interface Reasons {
  /** When a life of a slave gave up of its own accord, by instance. */
  readonly ownAccord: Moments;
  /** When a slave declined an attempt, by host, task and attempt. */
  readonly declined: Moments;
  /** When, by the ledger, a slave was lost or came anew, by host. */
  readonly comings: Moments;
  /** When reigns began. */
  readonly reigns: Moments;
}

const attemptKey = (host: string, taskId: string, attempt: number): string => `${host} ${attempt} ${taskId}`;

const gatherReasons = ({ evidence, lives, facts }: Run): Reasons => {
  const ownAccord: [string, number][] = [];
  const declined: [string, number][] = [];
  for (const line of evidence.log) {
    const life = lives.ofLine.get(line);
    if (life?.role !== 'slave') continue;
    if (OWN_ACCORD.has(line.event)) ownAccord.push([life.instance, line.atMs]);
    if (line.event === 'task.returned')
      declined.push([attemptKey(life.name, line.taskId ?? '', line.attempt ?? 0), line.atMs]);
  }
  const comings = facts.filter(({ kind }) => kind === 'slave.lost' || kind === 'slave.joined');
  return {
    ownAccord: gather(ownAccord),
    declined: gather(declined),
    comings: gather(comings.map(({ host = '', atMs }) => [host, atMs])),
    reigns: gather(facts.filter(({ kind }) => kind === 'reign.began').map(({ atMs }) => ['', atMs])),
  };
};

/** Why an attempt was taken from its slave, by evidence other than the scheduler's word; undefined when nothing explains it. */
const causeOf = (run: Run, reasons: Reasons, end: FactAt, placed: FactAt): string | undefined => {
  const slave: SlaveLife = { host: end.host ?? '', instance: end.instance ?? '' };
  const [fromMs, toMs] = [placed.atMs, end.atMs];
  const hit = hitOn(run, slave, fromMs, toMs);
  if (hit !== undefined) return hit.kind;
  if (within(reasons.ownAccord, slave.instance, fromMs, toMs)) return 'own accord';
  if (end.kind === 'task.returned') {
    const key = attemptKey(slave.host, end.task ?? '', end.attempt ?? 0);
    if (within(reasons.declined, key, fromMs, toMs)) return 'declined';
    // A master that dies between a placement and its effect has assigned what no slave ever heard of.
    if (run.outages.some((outage) => outage.role === 'master' && falls(outage, fromMs, toMs))) return 'master outage';
  }
  if (run.evidence.chaos !== undefined) return undefined;
  if (within(reasons.comings, slave.host, fromMs, toMs)) return 'slave lost';
  return end.kind === 'task.returned' && within(reasons.reigns, '', fromMs, toMs) ? 'new reign' : undefined;
};

/** Slaves that were lost although nothing had been done to them, or to any master, while they were there. */
const lostWithoutCause = (run: Run, reasons: Reasons): FactAt[] => {
  if (run.evidence.chaos === undefined) return [];
  const joinedAtMs = new Map<string, number>();
  return run.facts.filter((fact) => {
    const { kind, host = '', instance = '', atMs } = fact;
    if (kind === 'slave.joined') joinedAtMs.set(instance, atMs);
    if (kind !== 'slave.lost') return false;
    const fromMs = joinedAtMs.get(instance) ?? 0;
    const explained =
      hitOn(run, { host, instance }, fromMs, atMs) !== undefined ||
      within(reasons.ownAccord, instance, fromMs, atMs) ||
      run.outages.some((outage) => outage.role === 'master' && falls(outage, fromMs, atMs));
    return !explained;
  });
};

const longestSuccessMs = ({ executions }: Run): number =>
  executions.all.reduce((longest, { end }) => Math.max(longest, end?.event === 'finished' ? (end.sleptMs ?? 0) : 0), 0);

/** No task is killed because of how long it takes. */
export const CAUSES: Claim = {
  id: 'causes',
  section: 'asked',
  title: 'No task is taken for dead without a cause: sleeptime decides nothing',
  how: 'each task.killed and task.returned has a cause while the attempt was assigned: the chaos record, or the log of its slave, shows what happened to that slave',
  judge: (run) => {
    const found = listViolations();
    const reasons = gatherReasons(run);
    let taken = 0;
    let explained = 0;
    for (const { attempts } of run.stories.values())
      for (const { placed, ends } of attempts.values())
        for (const end of ends) {
          if (end.kind === 'task.success') continue;
          taken += 1;
          if (causeOf(run, reasons, end, placed ?? end) !== undefined) explained += 1;
          else
            found.add(
              () =>
                `${nameFact(end)}: nothing happened to that slave while it had the task (reason given: ${end.reason ?? 'none'})`,
            );
        }
    for (const lost of lostWithoutCause(run, reasons))
      found.add(() => `${nameFact(lost)}: nothing happened to that slave (reason given: ${lost.reason ?? 'none'})`);
    return {
      exercised: run.executions.all.length > 0,
      figures: `${count(taken, 'attempt')} taken away, ${explained} for a cause; the longest left to run took ${duration(longestSuccessMs(run))}`,
      violations: found.result(),
    };
  },
};
