import type { Figure } from '../figure.ts';
import { cpuSeconds } from '../process-usage.ts';
import type { Scene } from '../bench-cluster.ts';
import type { Section } from '../section.ts';
import { describeDifference, serverWork } from '../server-commands.ts';
import type { Stage } from '../bench-environment.ts';
import { runNoOps } from '../work.ts';

const SLAVES = 64;
const FULL = { warmUp: 10_000, tasks: 8_000 } as const;
const QUICK = { warmUp: 100, tasks: 300 } as const;

const MOST_COMMANDS = 100;

/** CPU seconds used so far. */
function cpuOf({ mongod }: Stage, { master, slaveHosts }: Scene) {
  return {
    master: cpuSeconds(master.pid ?? 0),
    slaves: slaveHosts.reduce((sum, { child }) => sum + cpuSeconds(child.pid ?? 0), 0),
    mongod: cpuSeconds(mongod.pid ?? 0),
  };
}

/** What a task costs the database and the processors. */
export const cost: Section = {
  name: 'cost',
  title: `per 1,000 no-op tasks with ${SLAVES} slaves, everything at its default log level`,
  measure: ({ stage, quick, progress }) =>
    stage.withScene(async (scene) => {
      const { warmUp, tasks } = quick ? QUICK : FULL;
      await scene.addSlaves(SLAVES, SLAVES);
      await runNoOps(scene, warmUp);
      const [before, cpuBefore] = [await serverWork(stage), cpuOf(stage, scene)];
      await runNoOps(scene, tasks);
      const [after, cpuAfter] = [await serverWork(stage), cpuOf(stage, scene)];
      progress(`commands, the bench's own included: ${describeDifference(before.byName, after.byName)}`);
      const perThousand = (amount: number): number => (amount * 1_000) / tasks;
      const cpu = (name: 'master' | 'slaves' | 'mongod'): Figure => ({
        name: `CPU of ${name}`,
        value: perThousand(cpuAfter[name] - cpuBefore[name]),
        unit: 'CPU s',
      });
      const commands: Figure = {
        name: 'database commands',
        value: perThousand(after.commands - before.commands),
        unit: 'commands',
        expectation: { of: 'value', relation: 'at most', bound: MOST_COMMANDS },
      };
      return [commands, cpu('master'), cpu('slaves'), cpu('mongod')];
    }),
};
