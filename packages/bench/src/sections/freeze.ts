import { KEEPALIVE_TIME_MS, KEEPALIVE_TIMEOUT_MS } from '@steadfast/protocol';
import { readJournals, type Moment } from '../journals.ts';
import { machineMs } from '../machine-clock.ts';
import type { Scene } from '../bench-cluster.ts';
import type { Section } from '../section.ts';
import { median } from '../statistics.ts';
import { latestStarts, startedElsewhere } from '../takeover.ts';
import { pause } from '../wait.ts';
import { runForever } from '../work.ts';

/** As many slaves are spare as are frozen. */
const FULL_FREEZES = 8;
const QUICK_FREEZES = 2;

const MOST_S = 4;

/** Freezes come at random moments within this time, in milliseconds: each at another phase of the keepalive. */
const SPREAD_MS = 1_500;

const MS_PER_SECOND = 1_000;

/** Freezes the slave of one execution; gives the seconds until its task runs elsewhere. */
async function freezeSlaveOf({ slaveHosts, folder, signal }: Scene, victim: Moment): Promise<number> {
  const child = slaveHosts.find(({ names }) => names.includes(victim.host))?.child;
  await pause(Math.random() * SPREAD_MS, signal);
  const frozenAtMs = machineMs();
  child?.kill('SIGSTOP');
  const next = await startedElsewhere(folder, victim, signal);
  return (next.atMs - frozenAtMs) / MS_PER_SECOND;
}

/** How fast the task of a slave that says nothing any more runs elsewhere. */
export const freeze: Section = {
  name: 'freeze',
  title: 'slave SIGSTOP → its task started elsewhere, by the journals',
  measure: ({ stage, quick }) =>
    stage.withScene(async (scene) => {
      const freezes = quick ? QUICK_FREEZES : FULL_FREEZES;
      await scene.addSlaves(2 * freezes, 1);
      await runForever(scene, freezes);
      const running = latestStarts(readJournals(scene.folder));
      const takeoverS = await Promise.all(running.map((victim) => freezeSlaveOf(scene, victim)));
      const limit = { name: 'keepalive, by design', value: (KEEPALIVE_TIME_MS + KEEPALIVE_TIMEOUT_MS) / MS_PER_SECOND };
      return [
        { name: `freeze → started elsewhere, p50 of ${freezes}`, value: median(takeoverS), unit: 's', limit },
        {
          name: 'freeze → started elsewhere, the longest',
          value: Math.max(...takeoverS),
          unit: 's',
          limit,
          expectation: { of: 'value', relation: 'at most', bound: MOST_S },
        },
      ];
    }),
};
