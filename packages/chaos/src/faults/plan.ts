import { KEEPALIVE_TIME_MS, KEEPALIVE_TIMEOUT_MS } from '@steadfast/protocol/limits';

/** One step of a plan: a fault, the members that it hits, and how long it lasts. */
export interface PlanStep {
  /** The pause after the previous step was executed. */
  readonly afterMs: number;
  readonly action: ChaosFault;
  /** The names of the masters and slaves that are hit at the same moment. */
  readonly targets: readonly string[];
  /** After this time killed members are started again, frozen ones resumed, and network faults removed. */
  readonly downMs: number;
}

/** A fault of a process or of its network. */
export type ChaosFault = 'kill' | 'freeze' | 'cut' | 'lossy';

/** What a plan is made for. */
export interface PlanOptions {
  /** At least one. */
  readonly masters: readonly string[];
  /** At least one. */
  readonly slaves: readonly string[];
  readonly longestTaskMs: number;
  /** The faults that may be planned. */
  readonly faults: readonly ChaosFault[];
}

/** Returns numbers from 0, inclusive, to 1, exclusive. */
export type Random = () => number;

type StepKind =
  | 'kill a slave'
  | 'kill two slaves'
  | 'kill all slaves'
  | 'kill the master'
  | 'kill the master for longer than any task'
  | 'kill the master and a slave'
  | 'freeze'
  | 'cut'
  | 'lossy';

/** A plan begins with what matters most, so that even a short run sees a lost task and reports that must wait. */
const OPENING: readonly StepKind[] = ['kill a slave', 'kill the master for longer than any task'];

/** Every round consists of these steps, as far as their faults are allowed, in random order. */
const ROUND: readonly StepKind[] = [
  'kill a slave',
  'kill a slave',
  'kill a slave',
  'kill two slaves',
  'kill all slaves',
  'kill the master',
  'kill the master',
  'kill the master for longer than any task',
  'kill the master and a slave',
  'freeze',
  'cut',
  'lossy',
];

function faultOfStep(kind: StepKind): ChaosFault {
  return kind === 'freeze' || kind === 'cut' || kind === 'lossy' ? kind : 'kill';
}

/** The pace of a plan is at least this: a process needs about as long to start and to find work. */
export const MIN_PACE_MS = 1_000;

/** How long a peer may be silent before its connection is closed. */
const PEER_TIMEOUT_MS = KEEPALIVE_TIME_MS + KEEPALIVE_TIMEOUT_MS;

/** Ranges of random durations, as multiples of the pace: the length of the longest task. */
const PACE_RANGES = {
  /** Before each step of the opening. */
  opening: [0.25, 0.5],
  /** Before each later step. On average a slave finishes several tasks between two steps, so that the run makes progress. */
  between: [1.5, 3],
  /** How long a killed member stays down. */
  down: [0.1, 0.9],
  /** How long the master stays down beyond the longest task. */
  beyond: [0.25, 0.75],
} as const;

/** How long a member stays frozen or cut off, as multiples of the peer timeout: with and without the connection closing. */
const SILENCE_RANGE = [0.3, 1.7] as const;

/** The random choices that a plan is made of. */
function planDraws(random: Random) {
  const below = (limit: number): number => Math.floor(random() * limit);
  const shuffled = <Item>(items: readonly Item[]): Item[] => {
    const order = [...items];
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = below(last + 1);
      [order[last], order[other]] = [order[other] as Item, order[last] as Item];
    }
    return order;
  };
  return {
    shuffled,
    /** Returns `count` of the items, or all if there are fewer. */
    some: (items: readonly string[], count: number): string[] => shuffled(items).slice(0, count).sort(),
    /** Returns whole milliseconds from a range of multiples of a unit. */
    time: ([min, max]: readonly [number, number], unitMs: number): number =>
      Math.round((min + (max - min) * random()) * unitMs),
  };
}

type PlanDraws = ReturnType<typeof planDraws>;

/** Draws the targets and the duration of a step. */
function drawStep(kind: StepKind, draw: PlanDraws, options: PlanOptions, paceMs: number): Omit<PlanStep, 'afterMs'> {
  const { masters, slaves, longestTaskMs } = options;
  const kill = (
    targets: readonly string[],
    downMs = draw.time(PACE_RANGES.down, paceMs),
  ): Omit<PlanStep, 'afterMs'> => ({ action: 'kill', targets, downMs });
  switch (kind) {
    case 'kill a slave':
      return kill(draw.some(slaves, 1));
    case 'kill two slaves':
      return kill(draw.some(slaves, 2));
    case 'kill all slaves':
      return kill(slaves);
    case 'kill the master':
      return kill(masters);
    case 'kill the master for longer than any task':
      return kill(masters, longestTaskMs + draw.time(PACE_RANGES.beyond, paceMs));
    case 'kill the master and a slave':
      return kill([...masters, ...draw.some(slaves, 1)]);
    case 'freeze':
    case 'cut':
    case 'lossy': {
      const targets = draw.some([...masters, ...slaves], 1);
      return { action: kind, targets, downMs: draw.time(SILENCE_RANGE, PEER_TIMEOUT_MS) };
    }
  }
}

/**
 * Yields the steps of a plan, without end. The same numbers from `random` yield the same plan. Its pace follows the
 * longest task, so that tasks of any length are hit often and still finish.
 */
export const planSteps = function* (random: Random, options: PlanOptions): Generator<PlanStep, never, undefined> {
  const draw = planDraws(random);
  const paceMs = Math.max(options.longestTaskMs, MIN_PACE_MS);
  const round = ROUND.filter((kind) => options.faults.includes(faultOfStep(kind)));
  for (const kind of OPENING)
    yield { afterMs: draw.time(PACE_RANGES.opening, paceMs), ...drawStep(kind, draw, options, paceMs) };
  for (;;)
    for (const kind of draw.shuffled(round))
      yield { afterMs: draw.time(PACE_RANGES.between, paceMs), ...drawStep(kind, draw, options, paceMs) };
};
