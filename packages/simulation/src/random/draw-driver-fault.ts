import { drawDuration, type FaultTargets } from './draw-fault.ts';
import { mastersOf, slavesOf, type Plan, type SimulatedFault } from './plan.ts';
import { createRandomStreams, type RandomStream } from './random-stream.ts';

/** The faults that only real drivers can meet, and whether they leave slaves alone when they are aimed at a master. */
const FAULTS = {
  'broken request': { sparesSlaves: true },
  'slow reader': { sparesSlaves: false },
  'late timers': { sparesSlaves: true },
} as const;

type DriverFaultKind = keyof typeof FAULTS;

/** The kinds of faults that only real drivers can meet. */
export const DRIVER_FAULT_KINDS: readonly string[] = Object.keys(FAULTS);

/** Around the deadline of a request, so that it settles before, at and after it. */
const BROKEN_FOR_MS = [0, 14_000] as const;

function drawDriverFault(
  random: RandomStream,
  kind: DriverFaultKind,
  atMs: number,
  { masters, slaves, faultsSpareSlaves }: FaultTargets,
): SimulatedFault {
  const master = random.pick(masters);
  const slave = random.pick(slaves);
  switch (kind) {
    case 'broken request': {
      const requests = ['append', 'append', 'project', 'observe', 'read.runnable', 'write.control', 'trim'] as const;
      const settles = random.pick(['never', 'twice', 'late'] as const);
      const afterMs = random.between(...BROKEN_FOR_MS);
      return { kind, atMs, node: master, request: random.pick(requests), settles, afterMs };
    }
    case 'slow reader': {
      const reader = random.pick(['master', 'slave'] as const);
      const drainMs = random.chance(0.5) ? null : random.between(1, 2_000);
      return { kind, atMs, node: slave, master, reader, drainMs, forMs: drawDuration(random, 20_000) };
    }
    case 'late timers': {
      const node = faultsSpareSlaves || random.chance(0.5) ? master : slave;
      return { kind, atMs, node, byMs: drawDuration(random, 3_000), forMs: drawDuration(random, 10_000) };
    }
  }
}

/** The index of the random stream that draws these faults; the first three belong to the plan and its world. */
const STREAM = 3;

/** Returns a plan with real drivers, and with the faults that only these can meet. The rest of it stays the same. */
export function withDrivers(plan: Plan): Plan {
  const random = createRandomStreams(plan.seed, STREAM + 1)[STREAM] as RandomStream;
  const { healAtMs, faultsSpareSlaves } = plan;
  const targets = { masters: mastersOf(plan), slaves: slavesOf(plan), faultsSpareSlaves };
  const kinds = (Object.keys(FAULTS) as DriverFaultKind[]).filter(
    (kind) => (FAULTS[kind].sparesSlaves || !faultsSpareSlaves) && random.chance(0.6),
  );
  const count = kinds.length === 0 ? 0 : random.integer(1, random.pick([2, 6, 12]));
  const added = Array.from({ length: count }, () =>
    drawDriverFault(random, random.pick(kinds), random.between(0, healAtMs), targets),
  );
  const faults = [...plan.faults, ...added].sort((one, other) => one.atMs - other.atMs);
  return { ...plan, drivers: true, faults };
}
