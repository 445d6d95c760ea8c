import { KEEPALIVE_TIME_MS, KEEPALIVE_TIMEOUT_MS } from '@steadfast/protocol/limits';

/** One step of a plan: what is done to whom, and for how long. Times are in milliseconds. */
export interface Step {
  /** So long after the step before it was carried out. */
  readonly afterMs: number;
  /** Killed processes are started again, frozen ones go on, cut and lossy ones are connected well again, after `downMs`. */
  readonly action: Fault;
  /** The names of masters and slaves that are hit at the same moment. */
  readonly targets: readonly string[];
  readonly downMs: number;
}

/** What can be done to a process or to its network. */
export type Fault = 'kill' | 'freeze' | 'cut' | 'lossy';

/** What is planned for. */
export interface PlanOptions {
  /** At least one. */
  readonly masters: readonly string[];
  /** At least one. */
  readonly slaves: readonly string[];
  /** The longest that a task lasts, in milliseconds. */
  readonly longestTaskMs: number;
  /** Which faults there may be. */
  readonly faults: readonly Fault[];
}

/** A source of numbers from 0, inclusive, to 1, exclusive. */
export type Random = () => number;

/** The kinds of steps. */
type Strike =
  | 'a slave'
  | 'two slaves'
  | 'all slaves'
  | 'the master'
  | 'the master for longer than any task lasts'
  | 'the master and a slave'
  | 'a freeze'
  | 'a cut'
  | 'a lossy line';

/** The plan opens with what matters most, so that even a short run sees it: a lost task, and reports that must wait. */
const OPENING: readonly Strike[] = ['a slave', 'the master for longer than any task lasts'];

/** In every round each of these that may be comes once, in an order drawn at random. */
const ROUND: readonly Strike[] = [
  'a slave',
  'a slave',
  'a slave',
  'two slaves',
  'all slaves',
  'the master',
  'the master',
  'the master for longer than any task lasts',
  'the master and a slave',
  'a freeze',
  'a cut',
  'a lossy line',
];

/** The faults of the strikes that do not kill. */
const OTHER_FAULTS: Partial<Record<Strike, Fault>> = { 'a freeze': 'freeze', 'a cut': 'cut', 'a lossy line': 'lossy' };

/** What a strike does. */
function faultOf(strike: Strike): Fault {
  return OTHER_FAULTS[strike] ?? 'kill';
}

/** Steps do not follow faster than for tasks of this length: a process needs about as long to start and to be at work. */
export const LEAST_PACE_MS = 1_000;

/** A peer that is silent for so long is given up. */
const SILENCE_MS = KEEPALIVE_TIME_MS + KEEPALIVE_TIMEOUT_MS;

/** Spans that are drawn from, as multiples of the pace: the length of the longest task. */
const SPANS = {
  /** Before each step of the opening. */
  opening: [0.25, 0.5],
  /** Before each later step: on average each slave lives through several tasks, so that work gets done. */
  between: [1.5, 3],
  /** How long something stays dead. */
  down: [0.1, 0.9],
  /** How long the master stays dead beyond the longest task. */
  beyond: [0.25, 0.75],
} as const;

/** How long something stays frozen or cut off, as multiples of the time after which a silent peer is given up: on both sides of it. */
const SILENCE_SPAN = [0.3, 1.7] as const;

/** The draws that a plan is made of. */
function drawFrom(random: Random) {
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
    /** So many of the items, or all when there are fewer. */
    some: (items: readonly string[], count: number): string[] => shuffled(items).slice(0, count).sort(),
    /** Whole milliseconds from a span of multiples of a unit. */
    time: ([least, most]: readonly [number, number], unitMs: number): number =>
      Math.round((least + (most - least) * random()) * unitMs),
  };
}

type Draw = ReturnType<typeof drawFrom>;

/** Draws whom a strike hits, how, and for how long. */
function drawStrike(strike: Strike, draw: Draw, options: PlanOptions, paceMs: number): Omit<Step, 'afterMs'> {
  const { masters, slaves, longestTaskMs } = options;
  const kill = (targets: readonly string[], downMs = draw.time(SPANS.down, paceMs)): Omit<Step, 'afterMs'> => ({
    action: 'kill',
    targets,
    downMs,
  });
  switch (strike) {
    case 'a slave':
      return kill(draw.some(slaves, 1));
    case 'two slaves':
      return kill(draw.some(slaves, 2));
    case 'all slaves':
      return kill(slaves);
    case 'the master':
      return kill(masters);
    case 'the master for longer than any task lasts':
      return kill(masters, longestTaskMs + draw.time(SPANS.beyond, paceMs));
    case 'the master and a slave':
      return kill([...masters, ...draw.some(slaves, 1)]);
    case 'a freeze':
    case 'a cut':
    case 'a lossy line': {
      const targets = draw.some([...masters, ...slaves], 1);
      return { action: faultOf(strike), targets, downMs: draw.time(SILENCE_SPAN, SILENCE_MS) };
    }
  }
}

/**
 * The plan of a chaos run, without end: the same numbers from `random` give the same plan. Its pace follows the longest
 * task, so that tasks of any length are hit often and still get done.
 */
export const planSteps = function* (random: Random, options: PlanOptions): Generator<Step, never, undefined> {
  const draw = drawFrom(random);
  const paceMs = Math.max(options.longestTaskMs, LEAST_PACE_MS);
  const round = ROUND.filter((strike) => options.faults.includes(faultOf(strike)));
  for (const strike of OPENING)
    yield { afterMs: draw.time(SPANS.opening, paceMs), ...drawStrike(strike, draw, options, paceMs) };
  for (;;)
    for (const strike of draw.shuffled(round))
      yield { afterMs: draw.time(SPANS.between, paceMs), ...drawStrike(strike, draw, options, paceMs) };
};
