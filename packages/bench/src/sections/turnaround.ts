import type { Figure } from '../figure.ts';
import { readJournal, type Moment } from '../journals.ts';
import { leastDisturbed } from '../other-load.ts';
import { measureInserts } from '../raw-rates.ts';
import { measureRoundTrips } from '../round-trips.ts';
import type { Scene } from '../bench-cluster.ts';
import type { Section } from '../section.ts';
import { percentile } from '../statistics.ts';
import { runNoOps } from '../work.ts';

const FULL = { warmUp: 1_000, tasks: 2_000, probes: 500, runs: { wanted: 1, most: 3 } } as const;
const QUICK = { warmUp: 0, tasks: 50, probes: 50, runs: { wanted: 1, most: 1 } } as const;

/** One run, and the limits as they were right before and after it, in milliseconds. */
interface Run {
  readonly gapMs: readonly number[];
  readonly roundTripMs: readonly number[];
  readonly insertMs: readonly number[];
}

/** The milliseconds between the end of each execution and the start of the next in one journal. */
function gapsBetween(moments: readonly Moment[]): number[] {
  return moments.flatMap((moment, index) => {
    const previous = moments[index - 1];
    return moment.event === 'started' && previous?.event === 'finished' ? [moment.atMs - previous.atMs] : [];
  });
}

async function measureRun(scene: Scene, tasks: number, probes: number): Promise<Run> {
  const { database, address, folder, signal } = scene;
  const probe = async () => ({
    roundTripMs: await measureRoundTrips(address, probes, signal),
    insertMs: await measureInserts(database, probes),
  });
  const before = await probe();
  const known = readJournal(folder, 'slave1').length;
  await runNoOps(scene, tasks);
  const gapMs = gapsBetween(readJournal(folder, 'slave1').slice(known));
  const after = await probe();
  return {
    gapMs,
    roundTripMs: [...before.roundTripMs, ...after.roundTripMs],
    insertMs: [...before.insertMs, ...after.insertMs],
  };
}

function compare({ gapMs, roundTripMs, insertMs }: Run, share: number): Figure[] {
  const name = `finish → next start, p${100 * share}`;
  const figure = { name, value: percentile(gapMs, share), unit: 'ms' } as const;
  const [insert, roundTrip] = [percentile(insertMs, share), percentile(roundTripMs, share)];
  return [
    { ...figure, limit: { name: 'gRPC round trip + insert', value: insert + roundTrip } },
    { ...figure, limit: { name: 'gRPC round trip', value: roundTrip } },
    { ...figure, limit: { name: 'single insert', value: insert } },
  ];
}

/** What a slave waits between two tasks: its report must be durable, and with it the next placement. */
export const turnaround: Section = {
  name: 'turnaround',
  title: 'finish → next start on the same slave, one slave, by its journal; limits measured before and after',
  measure: ({ stage, quick }) =>
    stage.withScene(async (scene) => {
      const { warmUp, tasks, probes, runs } = quick ? QUICK : FULL;
      await scene.addSlaves(1, 1);
      await runNoOps(scene, warmUp);
      const measured = await leastDisturbed(stage.pids, runs, () => measureRun(scene, tasks, probes));
      return [0.5, 0.99].flatMap((share) => measured.flatMap((run) => compare(run, share)));
    }),
};
