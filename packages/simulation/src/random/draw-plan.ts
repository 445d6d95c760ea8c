import { createRandomStreams, type RandomStream } from './random-stream.ts';
import { applyScriptedScenario } from './scripted-scenarios.ts';
import { mastersOf, slavesOf, type DocumentFault, type SimulatedFault, type Plan, type PlannedTask } from './plan.ts';

/** Every kind of fault, and whether it touches masters and the database alone. */
const FAULTS: Record<SimulatedFault['kind'], { readonly sparesSlaves: boolean }> = {
  kill: { sparesSlaves: true },
  stop: { sparesSlaves: true },
  freeze: { sparesSlaves: true },
  break: { sparesSlaves: false },
  cut: { sparesSlaves: false },
  'slow network': { sparesSlaves: false },
  'database away': { sparesSlaves: true },
  'database slow': { sparesSlaves: true },
  'database lossy': { sparesSlaves: true },
  'majority late': { sparesSlaves: true },
  'step down': { sparesSlaves: true },
  'master without database': { sparesSlaves: true },
  'request stuck': { sparesSlaves: true },
  'clock jumps': { sparesSlaves: true },
  'disk full': { sparesSlaves: false },
  'name taken': { sparesSlaves: false },
  'hostile peer': { sparesSlaves: false },
};

/** The kinds of faults. */
export const FAULT_KINDS = Object.keys(FAULTS) as SimulatedFault['kind'][];

/** How many scripts there are for hostile peers. */
export const HOSTILE_SCRIPTS = 8;

const DOCUMENT_FAULTS: readonly DocumentFault[] = [
  'no name',
  'negative sleep',
  'sleep is a text',
  'half an assignment',
  'assigned by nobody',
];

/** What a plan is drawn for. */
interface Setting {
  readonly draw: RandomStream;
  readonly masters: readonly string[];
  readonly slaves: readonly string[];
  readonly faultsSpareSlaves: boolean;
}

/** What the product waits for, in milliseconds: turns, beats, stalls, keepalive, takeover, outage, placement, grace. */
const BOUNDS_MS = [20, 100, 500, 1_000, 1_500, 3_000, 4_000, 5_000, 10_000, 15_000, 30_000] as const;

/** A duration: short, or just below or above something that the product waits for. */
function duration(draw: RandomStream, mostMs: number): number {
  return Math.ceil(
    draw.chance(0.5) ? mostMs * draw.fraction() ** 3 : Math.min(mostMs, draw.pick(BOUNDS_MS) * draw.between(0.8, 1.3)),
  );
}

function drawFault(kind: SimulatedFault['kind'], atMs: number, { draw, ...setting }: Setting): SimulatedFault {
  const { masters, slaves, faultsSpareSlaves } = setting;
  const master = draw.pick(masters);
  const slave = draw.pick(slaves);
  const node = faultsSpareSlaves || draw.chance(0.5) ? master : slave;
  switch (kind) {
    case 'kill':
      return { kind, atMs, node, fuse: draw.integer(0, 12), downMs: duration(draw, 15_000) };
    case 'stop':
      return { kind, atMs, node, downMs: duration(draw, 10_000) };
    case 'freeze':
      return { kind, atMs, node, forMs: duration(draw, 20_000) };
    case 'break':
      return { kind, atMs, node: slave };
    case 'cut': {
      const directions = draw.pick(['both', 'toMaster', 'toSlave'] as const);
      return { kind, atMs, node: slave, master, directions, forMs: duration(draw, 20_000) };
    }
    case 'slow network':
      return { kind, atMs, byMs: draw.between(5, 500), forMs: duration(draw, 5_000) };
    case 'database away':
    case 'step down':
      return { kind, atMs, forMs: duration(draw, 20_000) };
    case 'database slow':
      return { kind, atMs, byMs: draw.between(5, 800), forMs: duration(draw, 8_000) };
    case 'database lossy':
      return { kind, atMs, rate: draw.between(0.05, 0.6), forMs: duration(draw, 10_000) };
    case 'majority late':
      return { kind, atMs, byMs: draw.between(5, draw.chance(0.3) ? 8_000 : 500), forMs: duration(draw, 12_000) };
    case 'master without database':
      return { kind, atMs, node: master, forMs: duration(draw, 30_000) };
    case 'request stuck': {
      const request = draw.pick(['append', 'append', 'project', 'read.runnable', 'write.control'] as const);
      const leg = draw.pick(['request', 'answer'] as const);
      return { kind, atMs, node: master, request, leg, forMs: duration(draw, 40_000) };
    }
    case 'clock jumps':
      return { kind, atMs, node: draw.pick([...masters, ...slaves]), byMs: draw.between(-3_600_000, 3_600_000) };
    case 'disk full':
      return { kind, atMs, node: slave, forMs: duration(draw, 5_000) };
    case 'name taken':
      return { kind, atMs, node: slave, forMs: duration(draw, 8_000) };
    case 'hostile peer':
      return { kind, atMs, master, script: draw.integer(0, HOSTILE_SCRIPTS - 1), forMs: duration(draw, 12_000) };
  }
}

/**
 * Which kinds of faults a world has, each by itself likely or not: worlds with few kinds reach what worlds with all of
 * them hide ("swarm testing", Groce et al., 2012).
 */
function drawKinds(draw: RandomStream, faultsSpareSlaves: boolean): SimulatedFault['kind'][] {
  return FAULT_KINDS.filter((kind) => (FAULTS[kind].sparesSlaves || !faultsSpareSlaves) && draw.chance(0.4));
}

function drawTask(
  draw: RandomStream,
  index: number,
  longestMs: number,
  spreadMs: number,
  healAtMs: number,
): PlannedTask {
  const fault = draw.chance(0.03) ? draw.pick(DOCUMENT_FAULTS) : null;
  return {
    taskId: `t${index}`,
    sleepMs: draw.chance(0.2) ? 0 : duration(draw, longestMs),
    atMs: spreadMs > 0 && draw.chance(0.7) ? draw.between(0, spreadMs) : 0,
    fault,
    repairedAtMs: fault !== null && draw.chance(0.5) ? draw.between(0, healAtMs) : null,
  };
}

/** A world whose backlog is larger than what a master holds in memory. */
const BACKLOG = { chance: 0.004, tasks: 2_500 } as const;

function drawTasks(draw: RandomStream, healAtMs: number): PlannedTask[] {
  const big = draw.chance(BACKLOG.chance);
  const count = big ? BACKLOG.tasks : Math.ceil(300 * draw.fraction() ** 4) || 1;
  const longestMs = big ? 20 : draw.pick([10, 300, 2_000, 10_000, 30_000]);
  const spreadMs = draw.chance(0.5) ? draw.between(0, healAtMs) : 0;
  return Array.from({ length: count }, (_, index) => drawTask(draw, index + 1, longestMs, spreadMs, healAtMs));
}

/** Short enough that a world sees its ledger trimmed, and numbers that are free again, in milliseconds. */
const SHORT_RETENTION_MS = [3_000, 20_000] as const;

/** So often a fault follows soon upon the one before, and so soon at the latest, in milliseconds. */
const CLOSE = { chance: 0.5, mostMs: 3_000 } as const;

/** So often a world is staged. */
const STAGED = 0.1;

/** Draws the plan of a world. */
export function drawPlan(seed: number): Plan {
  const [draw] = createRandomStreams(seed, 1) as [RandomStream];
  const faultsSpareSlaves = draw.chance(0.25);
  const size = {
    masters: draw.pick([1, 1, 2, 2, 2, 3]),
    slaves: draw.chance(0.15) ? draw.integer(5, 20) : draw.integer(1, 4),
  };
  const healAtMs = draw.between(2_000, draw.chance(0.3) ? 90_000 : 30_000);
  const plan: Plan = {
    seed,
    ...size,
    tasks: drawTasks(draw, healAtMs),
    faults: [],
    healAtMs,
    faultsSpareSlaves,
    networkLatencyMs: draw.pick([
      [0.05, 0.3],
      [0.1, 2],
      [0.1, 20],
    ] as const),
    databaseLatencyMs: draw.pick([
      [0.2, 1],
      [0.2, 5],
      [1, 40],
    ] as const),
    drift: draw.pick([0, 0.001, 0.05]),
    retentionMs: draw.chance(0.3) ? draw.between(...SHORT_RETENTION_MS) : 7 * 86_400_000,
  };
  const setting = { draw, masters: mastersOf(plan), slaves: slavesOf(plan), faultsSpareSlaves };
  const kinds = drawKinds(draw, faultsSpareSlaves);
  const count = kinds.length === 0 ? 0 : draw.integer(1, draw.pick([2, 6, 20, 40]));
  let atMs = 0;
  const faults = Array.from({ length: count }, () => {
    // What goes wrong together, or one after the other, is what nobody has thought of.
    atMs = draw.chance(CLOSE.chance) ? atMs + draw.fraction() ** 2 * CLOSE.mostMs : draw.between(0, healAtMs);
    return drawFault(draw.pick(kinds), Math.min(atMs, healAtMs), setting);
  });
  const drawn = { ...plan, faults: faults.sort((one, other) => one.atMs - other.atMs) };
  return draw.chance(STAGED) ? applyScriptedScenario(draw, drawn) : drawn;
}
