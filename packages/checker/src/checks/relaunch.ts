import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameLine } from '../evidence/place.ts';
import type { Expectations } from '../expectations.ts';
import { nameOutage } from '../naming.ts';
import { targetIncarnation } from '../run/outage-target.ts';
import type { Outage } from '../run/outages.ts';
import { relaunchAfter } from '../run/relaunches.ts';
import type { IndexedRun } from '../run/run.ts';
import { RECORD_TOLERANCE_MS, STARTUP_MS } from '../run/tolerances.ts';
import { createViolationList, type ViolationList } from '../violations.ts';

/** Checks that a killed process wrote nothing after the kill. */
function checkSilent(run: IndexedRun, kill: Outage, violations: ViolationList): void {
  const killed = targetIncarnation(run, kill);
  const last = killed === undefined ? undefined : run.executions.byInstance.get(killed.instance)?.at(-1);
  const after = [killed?.last, last?.started, last?.end].find(
    (line) => line !== undefined && line.atMs > kill.fromMs + RECORD_TOLERANCE_MS,
  );
  if (after !== undefined) violations.add(`${nameOutage(kill)}: the killed process later wrote ${nameLine(after)}`);
}

/** Returns whether a process was hit again before it can be expected to have logged its start. */
function wasHitWhileStarting({ outagesByTarget }: IndexedRun, { target, toMs }: Outage): boolean {
  return outagesByTarget.get(target)?.some(({ fromMs }) => fromMs >= toMs && fromMs <= toMs + STARTUP_MS) === true;
}

/** Returns whether a process was started again too shortly before the logs were read for its start to be in them. */
function isStarting({ evidence }: IndexedRun, { toMs }: Outage): boolean {
  const readAtMs = evidence.log.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
  return toMs + STARTUP_MS > readAtMs;
}

/** Checks that a killed process was started again. Returns whether it was. */
function checkRelaunched(
  run: IndexedRun,
  kill: Outage,
  { everyKillRelaunched, settled }: Expectations,
  violations: ViolationList,
): boolean {
  const started = Number.isFinite(kill.toMs);
  if (!started && !(everyKillRelaunched && settled)) return false;
  if (relaunchAfter(run, kill) !== undefined) return true;
  if (!started) violations.add(`${nameOutage(kill)}: it was never started again`);
  else if (!wasHitWhileStarting(run, kill) && (settled || !isStarting(run, kill)))
    violations.add(
      `${nameOutage(kill)}: started again by the chaos record, but the logs have no process.started with a new instance and pid`,
    );
  return false;
}

export const RELAUNCH: Check = {
  id: 'relaunch',
  section: 'requirement',
  title: 'Killed masters and slaves are relaunched',
  how: 'after each kill in the chaos record the killed process writes nothing more, and the logs have a process.started of the same name with another instance, and another pid where the record has one',
  evaluate: (run, expectations) => {
    const violations = createViolationList();
    const kills = run.outages.filter(({ kind, role }) => kind === 'kill' && role !== 'mongod');
    let [masters, slaves] = [0, 0];
    for (const kill of kills) {
      checkSilent(run, kill, violations);
      if (!checkRelaunched(run, kill, expectations, violations)) continue;
      if (kill.role === 'master') masters += 1;
      else slaves += 1;
    }
    return {
      exercised: kills.length > 0,
      observed: `${formatPlural(kills.length, 'kill')}; ${formatPlural(masters, 'master')} and ${formatPlural(slaves, 'slave')} relaunched`,
      violations: violations.result(),
    };
  },
};
