import { killChild, type BenchCluster } from '../environment/bench-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { lastLoggedMs, waitForLogLine } from '../probes/logs.ts';

const MAX_RESTART_S = 3;

const MS_PER_SECOND = 1_000;

/** Returns the seconds from the start of the process until it led, for its last incarnation. */
function secondsToLead(logFile: string): number {
  return (lastLoggedMs(logFile, 'epoch.ready') - lastLoggedMs(logFile, 'process.started')) / MS_PER_SECOND;
}

/** Measures how long a master takes until it leads: the first one, which builds indexes, and after a restart. */
export async function measureStarts({ master, signal }: BenchCluster): Promise<readonly Measurement[]> {
  await waitForLogLine(master.logFile, 'epoch.ready', 1, signal);
  const firstS = secondsToLead(master.logFile);
  await killChild(master.child);
  master.child.start();
  await waitForLogLine(master.logFile, 'epoch.ready', 2, signal);
  const target = { of: 'value', relation: 'at most', bound: MAX_RESTART_S } as const;
  return [
    { name: 'first start of a master → leads, with its indexes built', value: firstS, unit: 's' },
    { name: 'start of the master after SIGKILL → leads', value: secondsToLead(master.logFile), unit: 's', target },
  ];
}
