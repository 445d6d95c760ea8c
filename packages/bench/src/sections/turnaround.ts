import type { Figure } from '../figure.ts';
import { readJournal, type Moment } from '../journals.ts';
import { measureInserts } from '../raw-rates.ts';
import { measureRoundTrips } from '../round-trips.ts';
import type { Section } from '../section.ts';
import { percentile } from '../statistics.ts';
import { runNoOps } from '../work.ts';

const FULL = { warmUp: 500, tasks: 2_000, probes: 500 } as const;
const QUICK = { warmUp: 0, tasks: 50, probes: 50 } as const;

/** The milliseconds between the end of each execution and the start of the next in one journal. */
const gapsBetween = (moments: readonly Moment[]): number[] =>
  moments.flatMap((moment, index) => {
    const previous = moments[index - 1];
    return moment.event === 'started' && previous?.event === 'finished' ? [moment.atMs - previous.atMs] : [];
  });

/** What a slave waits between two tasks: its report must be durable, and with it the next placement. */
export const turnaround: Section = {
  name: 'turnaround',
  title: 'finish → next start on the same slave, one slave, by its journal; limits measured before and after',
  measure: ({ stage, quick }) =>
    stage.withScene(async (scene) => {
      const { database, address, folder, signal } = scene;
      const { warmUp, tasks, probes } = quick ? QUICK : FULL;
      await scene.addSlaves(1, 1);
      await runNoOps(scene, warmUp);
      const probe = async () => ({
        roundTripMs: await measureRoundTrips(address, probes, signal),
        insertMs: await measureInserts(database, probes),
      });
      const before = await probe();
      await runNoOps(scene, tasks);
      const after = await probe();
      const roundTripMs = [...before.roundTripMs, ...after.roundTripMs];
      const insertMs = [...before.insertMs, ...after.insertMs];
      const gapMs = gapsBetween(readJournal(folder, 'slave1').slice(2 * warmUp));
      const compare = (label: string, share: number): Figure[] => {
        const figure = { name: `finish → next start, ${label}`, value: percentile(gapMs, share), unit: 'ms' } as const;
        const [insert, roundTrip] = [percentile(insertMs, share), percentile(roundTripMs, share)];
        return [
          { ...figure, limit: { name: 'gRPC round trip + insert', value: insert + roundTrip } },
          { ...figure, limit: { name: 'gRPC round trip', value: roundTrip } },
          { ...figure, limit: { name: 'single insert', value: insert } },
        ];
      };
      return [...compare('p50', 0.5), ...compare('p99', 0.99)];
    }),
};
