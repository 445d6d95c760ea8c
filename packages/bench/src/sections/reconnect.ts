import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from '../figure.ts';
import { lastEntry, untilJoined } from '../ledger.ts';
import { killChild, type Scene } from '../bench-cluster.ts';
import type { Context, Section } from '../section.ts';
import { medianBy, timed } from '../statistics.ts';
import { pause } from '../wait.ts';
import { runForever } from '../work.ts';

const FULL = { sizes: [64, 200], kills: 3 } as const;
const QUICK = { sizes: [8], kills: 1 } as const;

/** Slaves in one process. */
const PER_PROCESS = 50;

/** So long the master is away at least and at most, in milliseconds: all slaves are then trying to reconnect. */
const AWAY_MS = { least: 500, most: 1_500 } as const;

const MS_PER_SECOND = 1_000;

/** One death of a master, in seconds. */
interface Return {
  /** From the start of the new process until the last slave has joined. */
  readonly allJoinedS: number;
  /** From the start of the new process until it listens. */
  readonly listeningS: number;
}

/** When the master last began to listen, in milliseconds since 1970, by its log. */
function lastListeningMs(folder: string): number {
  const lines = readFileSync(join(folder, 'master.log'), 'utf8').trim().split('\n');
  const line = lines.findLast((text) => text.includes('"event":"master.listening"')) ?? '{}';
  return Date.parse((JSON.parse(line) as { timestamp?: string }).timestamp ?? '');
}

async function killMaster({ database, master, slaveHosts, folder, signal }: Scene): Promise<Return> {
  const hosts = slaveHosts.flatMap(({ names }) => names);
  await killChild(master);
  await pause(AWAY_MS.least + Math.random() * (AWAY_MS.most - AWAY_MS.least), signal);
  const after = await lastEntry(database);
  const startedMs = Date.now();
  master.start();
  const allJoinedMs = await timed(() => untilJoined(database, hosts, after, signal));
  return {
    allJoinedS: allJoinedMs / MS_PER_SECOND,
    listeningS: (lastListeningMs(folder) - startedMs) / MS_PER_SECOND,
  };
}

function measureSize({ stage, quick, progress }: Context, slaves: number): Promise<Figure> {
  return stage.withScene(async (scene) => {
    await scene.addSlaves(slaves, PER_PROCESS);
    await runForever(scene, slaves);
    const returns: Return[] = [];
    for (let done = 0; done < (quick ? QUICK : FULL).kills; done += 1) returns.push(await killMaster(scene));
    progress(`${slaves} slaves: ${returns.map(({ allJoinedS }) => allJoinedS.toFixed(2)).join(', ')} s`);
    const { allJoinedS, listeningS } = medianBy(returns, (one) => one.allJoinedS);
    const name = `master started → all ${slaves} busy slaves joined`;
    return { name, value: allJoinedS, unit: 's', limit: { name: 'started → it listens', value: listeningS } };
  });
}

/** How fast everybody is back after the death of the master. */
export const reconnect: Section = {
  name: 'reconnect',
  title: 'master SIGKILL, started again 0.5 to 1.5 s later → every slave is registered again, median of three',
  measure: async (context) => {
    const figures: Figure[] = [];
    for (const slaves of (context.quick ? QUICK : FULL).sizes) figures.push(await measureSize(context, slaves));
    return figures;
  },
};
