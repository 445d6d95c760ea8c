import type { Check } from '../check.ts';
import type { Life } from '../incarnations.ts';
import type { Outage } from '../outages.ts';
import type { Run } from '../run.ts';
import { RECORD_TOLERANCE_MS, STARTUP_MS } from '../tolerances.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, nameLine, nameOutage } from '../format.ts';
import { hitLife } from '../outage-target.ts';

/** When a process that was started again after a kill was killed or stopped the next time; Infinity when it was not. */
function nextEndMs({ outagesByTarget }: Run, { target, toMs }: Outage): number {
  return (
    outagesByTarget.get(target)?.find(({ kind, fromMs }) => (kind === 'kill' || kind === 'stop') && fromMs >= toMs)
      ?.fromMs ?? Infinity
  );
}

/** The life that followed a kill, before the next, as the log tells it. */
export function relaunchAfter(run: Run, kill: Outage): Life | undefined {
  const killed = hitLife(run, kill);
  const untilMs = nextEndMs(run, kill);
  return run.lives.byName.get(kill.target)?.find(
    ({ started, instance, pid }) =>
      started.atMs >= kill.fromMs - RECORD_TOLERANCE_MS &&
      started.atMs <= untilMs &&
      instance !== (kill.began.instance ?? killed?.instance) &&
      // In a container every life has the same one, and the record names none.
      (kill.began.pid === undefined || pid !== kill.began.pid),
  );
}

/** A killed process does nothing more. */
function checkSilent(run: Run, kill: Outage, found: ViolationList): void {
  const life = hitLife(run, kill);
  const last = life === undefined ? undefined : run.executions.byInstance.get(life.instance)?.at(-1);
  const after = [life?.last, last?.started, last?.end].find(
    (line) => line !== undefined && line.atMs > kill.fromMs + RECORD_TOLERANCE_MS,
  );
  if (after !== undefined) found.add(`${nameOutage(kill)}: that very process went on to write ${nameLine(after)}`);
}

/** True when a process was hit again before it can be expected to have written that it started. */
function hitWhileStarting({ outagesByTarget }: Run, { target, toMs }: Outage): boolean {
  return outagesByTarget.get(target)?.some(({ fromMs }) => fromMs >= toMs && fromMs <= toMs + STARTUP_MS) === true;
}

function checkRelaunched(run: Run, kill: Outage, mustStart: boolean, found: ViolationList): boolean {
  const started = Number.isFinite(kill.toMs);
  if (!started && !mustStart) return false;
  if (relaunchAfter(run, kill) !== undefined) return true;
  if (!started) found.add(`${nameOutage(kill)}: it was never started again`);
  else if (!hitWhileStarting(run, kill))
    found.add(
      `${nameOutage(kill)}: started again by the record, but no process.started with a new instance and pid is in the logs`,
    );
  return false;
}

/** Who was killed came back, as a new process. */
export const RELAUNCH: Check = {
  id: 'relaunch',
  section: 'asked',
  title: 'Master and slaves are relaunched after being killed',
  how: 'after each kill in the chaos record that very process writes nothing more, and a process.started of that name with another instance, and another pid where the record names one, is in the logs',
  evaluate: (run, { everyKillRelaunched, settled }) => {
    const found = listViolations();
    const kills = run.outages.filter(({ kind, role }) => kind === 'kill' && role !== 'mongod');
    let [masters, slaves] = [0, 0];
    for (const kill of kills) {
      checkSilent(run, kill, found);
      if (!checkRelaunched(run, kill, everyKillRelaunched && settled, found)) continue;
      if (kill.role === 'master') masters += 1;
      else slaves += 1;
    }
    return {
      exercised: kills.length > 0,
      observed: `${count(kills.length, 'kill')}; relaunched: ${count(masters, 'master')}, ${count(slaves, 'slave')}`,
      violations: found.result(),
    };
  },
};

/** True when the record shows that a life was ended from outside before another of its name began. */
function wasEnded(run: Run, life: Life, next: Life): boolean {
  return (
    run.outagesByTarget
      .get(life.name)
      ?.some(
        ({ kind, fromMs }) =>
          (kind === 'kill' || kind === 'stop') &&
          fromMs >= life.started.atMs - RECORD_TOLERANCE_MS &&
          fromMs <= next.started.atMs + RECORD_TOLERANCE_MS,
      ) === true
  );
}

/** Nothing dies of itself. */
export const NO_CRASH: Check = {
  id: 'no-crash',
  section: 'promised',
  title: 'No master and no slave dies of itself',
  how: 'between two process.started of one name lies a kill or a stop on record, or a process.stopped, unless both lived on',
  evaluate: (run) => {
    const found = listViolations();
    for (const [name, lives] of run.lives.byName)
      for (const [index, life] of lives.entries()) {
        const next = lives[index + 1];
        if (next === undefined || run.evidence.chaos === undefined || life.stopped !== undefined) continue;
        const livedOn = life.last.atMs > next.started.atMs;
        if (!livedOn && !wasEnded(run, life, next))
          found.add(
            `${name}/${life.instance} (pid ${life.pid}, ${nameLine(life.started)}) was gone when ${nameLine(next.started)} was written, and nobody had killed it`,
          );
      }
    return {
      exercised: run.evidence.chaos !== undefined && run.lives.all.length > 0,
      observed: `${count(run.lives.all.length, 'life', 'lives')} of ${count(run.lives.byName.size, 'process', 'processes')}`,
      violations: found.result(),
    };
  },
};
