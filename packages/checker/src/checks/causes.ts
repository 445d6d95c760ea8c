import type { Check } from '../check.ts';
import { falls } from '../outages.ts';
import { gatherMoments, isWithin, type Moments } from '../moments.ts';
import { gaveUp, hitOn, type Run, type SlaveLife } from '../run.ts';
import type { FactAt } from '../task-histories.ts';
import { listViolations } from '../violations.ts';
import { count, duration, nameFact } from '../format.ts';

/** What can be looked up about the reasons for which attempts end. */
interface Reasons {
  /** When a slave declined an attempt, by host, task and attempt. */
  readonly declined: Moments;
  /** When, by the ledger, a slave was lost or came anew, by host. */
  readonly comings: Moments;
  /** When reigns began. */
  readonly epochs: Moments;
}

function attemptKey(host: string, taskId: string, attempt: number): string {
  return `${host} ${attempt} ${taskId}`;
}

function gatherReasons({ evidence, lives, facts, epochs }: Run): Reasons {
  const declined: [string, number][] = [];
  for (const line of evidence.log) {
    const life = lives.ofLine.get(line);
    if (life?.role !== 'slave') continue;
    if (line.event === 'task.returned')
      declined.push([attemptKey(life.name, line.taskId ?? '', line.attempt ?? 0), line.atMs]);
  }
  const comings = facts.filter(({ kind }) => kind === 'slave.lost' || kind === 'slave.joined');
  return {
    declined: gatherMoments(declined),
    comings: gatherMoments(comings.map(({ host = '', atMs }) => [host, atMs])),
    epochs: gatherMoments(epochs.map(({ atMs }) => ['', atMs])),
  };
}

/** Why an attempt was taken from its slave, by evidence other than the scheduler's word; undefined when nothing explains it. */
function causeOf(run: Run, reasons: Reasons, end: FactAt, placed: FactAt): string | undefined {
  const slave: SlaveLife = { host: end.host ?? '', instance: end.instance ?? '' };
  const [fromMs, toMs] = [placed.atMs, end.atMs];
  const hit = hitOn(run, slave, fromMs, toMs);
  if (hit !== undefined) return hit.kind;
  if (gaveUp(run, slave.instance, fromMs, toMs)) return 'own accord';
  if (end.kind === 'task.returned') {
    const key = attemptKey(slave.host, end.task ?? '', end.attempt ?? 0);
    if (isWithin(reasons.declined, key, fromMs, toMs)) return 'declined';
    // A master that dies between a placement and its effect has assigned what no slave ever heard of.
    if (run.outages.some((outage) => outage.role === 'master' && falls(outage, fromMs, toMs))) return 'master outage';
  }
  if (run.evidence.chaos !== undefined) return undefined;
  if (isWithin(reasons.comings, slave.host, fromMs, toMs)) return 'slave lost';
  return end.kind === 'task.returned' && isWithin(reasons.epochs, '', fromMs, toMs) ? 'new reign' : undefined;
}

/** Slaves that were lost although nothing had been done to them, or to any master, while they were there. */
function lostWithoutCause(run: Run): FactAt[] {
  if (run.evidence.chaos === undefined) return [];
  const joinedAtMs = new Map<string, number>();
  return run.facts.filter((fact) => {
    const { kind, host = '', instance = '', atMs } = fact;
    if (kind === 'slave.joined') joinedAtMs.set(instance, atMs);
    if (kind !== 'slave.lost') return false;
    const fromMs = joinedAtMs.get(instance) ?? 0;
    const explained =
      hitOn(run, { host, instance }, fromMs, atMs) !== undefined ||
      gaveUp(run, instance, fromMs, atMs) ||
      run.outages.some((outage) => outage.role === 'master' && falls(outage, fromMs, atMs));
    return !explained;
  });
}

function longestSuccessMs({ executions }: Run): number {
  return executions.all.reduce(
    (longest, { end }) => Math.max(longest, end?.event === 'finished' ? (end.sleptMs ?? 0) : 0),
    0,
  );
}

/** No task is killed because of how long it takes. */
export const CAUSES: Check = {
  id: 'causes',
  section: 'asked',
  title: 'No task is taken for dead without a cause: sleeptime decides nothing',
  how: 'each task.killed and task.returned has a cause while the attempt was assigned: the chaos record, or the log of its slave, shows what happened to that slave',
  evaluate: (run) => {
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
    for (const lost of lostWithoutCause(run))
      found.add(() => `${nameFact(lost)}: nothing happened to that slave (reason given: ${lost.reason ?? 'none'})`);
    return {
      exercised: run.executions.all.length > 0,
      observed: `${count(taken, 'attempt')} taken away, ${explained} for a cause; the longest left to run took ${duration(longestSuccessMs(run))}`,
      violations: found.result(),
    };
  },
};
