import type { ForeignControl, SimulatedFault } from './plan.ts';
import type { RandomStream } from './random-stream.ts';

/** The kinds of faults that worlds with and without real drivers have in common, except for false masters. */
type CommonFaultKind = Exclude<
  SimulatedFault['kind'],
  'broken request' | 'slow reader' | 'late timers' | 'false master'
>;

/** Each of these kinds of faults, and whether it leaves slaves alone when it is aimed at a master. */
const FAULTS: Record<CommonFaultKind, { readonly sparesSlaves: boolean }> = {
  kill: { sparesSlaves: true },
  stop: { sparesSlaves: true },
  freeze: { sparesSlaves: true },
  'connection reset': { sparesSlaves: false },
  partition: { sparesSlaves: false },
  'slow network': { sparesSlaves: false },
  'database outage': { sparesSlaves: true },
  'slow database': { sparesSlaves: true },
  'lossy database': { sparesSlaves: true },
  'replication lag': { sparesSlaves: true },
  'primary step-down': { sparesSlaves: true },
  'isolated master': { sparesSlaves: true },
  'stuck request': { sparesSlaves: true },
  'clock jump': { sparesSlaves: true },
  'foreign control': { sparesSlaves: true },
  'disk full': { sparesSlaves: false },
  'duplicate name': { sparesSlaves: false },
  'hostile peer': { sparesSlaves: false },
};

/** All of these kinds. */
export const FAULT_KINDS = Object.keys(FAULTS) as CommonFaultKind[];

/** The number of scripts for hostile peers. */
export const HOSTILE_SCRIPTS = 9;

/** What faults may be aimed at. */
export interface FaultTargets {
  readonly masters: readonly string[];
  readonly slaves: readonly string[];
  readonly faultsSpareSlaves: boolean;
}

/** The product's own intervals and deadlines: step, heartbeat, stall, keepalive, takeover, outage, placement, grace. */
const DEADLINES_MS = [20, 100, 500, 1_000, 1_500, 3_000, 4_000, 5_000, 10_000, 15_000, 30_000] as const;

/** Draws a duration: mostly short, or close to a deadline of the product, where bugs are likely. */
export function drawDuration(random: RandomStream, maxMs: number): number {
  return Math.ceil(
    random.chance(0.5)
      ? maxMs * random.fraction() ** 3
      : Math.min(maxMs, random.pick(DEADLINES_MS) * random.between(0.8, 1.3)),
  );
}

const HOUR_MS = 3_600_000;

const YEAR_MS = 365 * 24 * HOUR_MS;

/** Draws by how much a wall clock jumps: up to an hour, or years, as with a battery that is empty or a wrong setting. */
function drawClockJump(random: RandomStream): number {
  const maxMs = random.chance(0.3) ? 10 * YEAR_MS : HOUR_MS;
  return random.between(-maxMs, maxMs);
}

/** Draws a control document that does not belong to the ledger. Some epochs are too far ahead to be real. */
function drawForeignControl(random: RandomStream): ForeignControl {
  if (random.chance(0.3)) return { malformed: random.pick(['empty', 'text', 'negative'] as const) };
  return { aheadBy: random.chance(0.2) ? Number.MAX_SAFE_INTEGER : random.integer(1, random.pick([3, 100_000])) };
}

/** Draws a fault of a kind. */
export function drawFault(
  random: RandomStream,
  kind: CommonFaultKind,
  atMs: number,
  { masters, slaves, faultsSpareSlaves }: FaultTargets,
): SimulatedFault {
  const master = random.pick(masters);
  const slave = random.pick(slaves);
  const node = faultsSpareSlaves || random.chance(0.5) ? master : slave;
  const forMs = (maxMs: number): number => drawDuration(random, maxMs);
  switch (kind) {
    case 'kill':
      return { kind, atMs, node, effectsUntilCrash: random.integer(0, 12), downMs: forMs(15_000) };
    case 'stop':
      return { kind, atMs, node, downMs: forMs(10_000) };
    case 'freeze':
      return { kind, atMs, node, forMs: forMs(20_000) };
    case 'connection reset':
      return { kind, atMs, node: slave };
    case 'partition': {
      const directions = random.pick(['both', 'toMaster', 'toSlave'] as const);
      return { kind, atMs, node: slave, master, directions, forMs: forMs(20_000) };
    }
    case 'slow network':
      return { kind, atMs, byMs: random.between(5, 500), forMs: forMs(5_000) };
    case 'database outage':
    case 'primary step-down':
      return { kind, atMs, forMs: forMs(20_000) };
    case 'slow database':
      return { kind, atMs, byMs: random.between(5, 800), forMs: forMs(8_000) };
    case 'lossy database':
      return { kind, atMs, rate: random.between(0.05, 0.6), forMs: forMs(10_000) };
    case 'replication lag':
      return { kind, atMs, byMs: random.between(5, random.chance(0.3) ? 8_000 : 500), forMs: forMs(12_000) };
    case 'isolated master':
      return { kind, atMs, node: master, forMs: forMs(30_000) };
    case 'stuck request': {
      const request = random.pick(['append', 'append', 'project', 'read.runnable', 'write.control'] as const);
      const leg = random.pick(['request', 'reply'] as const);
      return { kind, atMs, node: master, request, leg, forMs: forMs(40_000) };
    }
    case 'clock jump':
      return { kind, atMs, node: random.pick([...masters, ...slaves]), byMs: drawClockJump(random) };
    case 'foreign control':
      return { kind, atMs, control: drawForeignControl(random) };
    case 'disk full':
      return { kind, atMs, node: slave, forMs: forMs(5_000) };
    case 'duplicate name':
      return { kind, atMs, node: slave, forMs: forMs(8_000) };
    case 'hostile peer':
      return { kind, atMs, master, script: random.integer(0, HOSTILE_SCRIPTS - 1), forMs: forMs(12_000) };
  }
}

/**
 * Draws the kinds of faults of a world, each independently: worlds with few kinds reach states that worlds with all
 * kinds do not ("swarm testing", Groce et al., 2012).
 */
export function drawFaultKinds(random: RandomStream, faultsSpareSlaves: boolean): CommonFaultKind[] {
  return FAULT_KINDS.filter((kind) => (FAULTS[kind].sparesSlaves || !faultsSpareSlaves) && random.chance(0.4));
}
