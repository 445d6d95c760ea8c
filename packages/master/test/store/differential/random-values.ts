import { randomFraction, type RandomSource } from '@steadfast/runtime/random';
import { Binary, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } from 'mongodb';
import { BSONRegExp } from 'mongodb';

/** Random choices of a run, all derived from its seed. */
export interface Choices {
  /** Returns an integer from 0 to `below` - 1. */
  readonly integer: (below: number) => number;
  readonly pick: <Value>(values: readonly Value[]) => Value;
  /** Returns true with a probability. */
  readonly chance: (probability: number) => boolean;
}

/** Derives choices from a random source. */
export function choicesFrom(source: RandomSource): Choices {
  const integer = (below: number): number => Math.floor(randomFraction(source) * below);
  return {
    integer,
    pick: (values) => {
      const value = values[integer(values.length)];
      if (value === undefined) throw new Error('there is nothing to pick from');
      return value;
    },
    chance: (probability) => randomFraction(source) < probability,
  };
}

function bytes({ integer }: Choices, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => integer(256)));
}

/** Whole and broken numbers around the bounds of what each type can hold. */
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.5,
  Number.NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  2 ** 53 + 2,
  1.8e18,
  5e-324,
];

const LONGS = [Long.ZERO, Long.ONE, Long.MAX_VALUE, Long.MIN_VALUE, Long.fromString('9007199254740993')];

const DECIMALS = [
  '0',
  '-0',
  '1',
  '1.0',
  '1E+3',
  '1000',
  'NaN',
  'Infinity',
  '9.999999999999999999999999999999999E+6144',
];

/** Dates within and outside of what a JavaScript date can hold, in milliseconds since 1970. */
const TIMES = [0, 1, -1, 1_700_000_000_000, 8.64e15, -8.64e15];

const TEXTS = [
  '',
  'a',
  'é',
  '𝄞',
  '\u0000',
  '$where',
  'a.b',
  '{"$oid":"x"}',
  '6b0e1a6303a7c7245d0402c2',
  'x'.repeat(900),
];

type Maker = (choices: Choices, depth: number) => unknown;

function objectOf(choices: Choices, depth: number): unknown {
  const names = ['b', '1', 'a', '$numberLong', '$oid', 'x.y', ''];
  return Object.fromEntries(
    Array.from({ length: choices.integer(4) }, () => [choices.pick(names), randomValue(choices, depth - 1)]),
  );
}

/** A maker for every BSON type that may be an `_id`. An array may not. */
const MAKERS: Readonly<Record<string, Maker>> = {
  double: ({ pick }) => new Double(pick(NUMBERS)),
  int: ({ integer }) => new Int32(integer(2 ** 32) - 2 ** 31),
  long: ({ pick }) => pick(LONGS),
  decimal: ({ pick }) => Decimal128.fromString(pick(DECIMALS)),
  string: ({ pick }) => pick(TEXTS),
  objectId: (choices) => new ObjectId(bytes(choices, 12)),
  uuid: (choices) => new UUID(bytes(choices, 16)),
  binary: (choices) => new Binary(bytes(choices, choices.integer(20)), choices.pick([0, 1, 5, 128, 255])),
  date: ({ pick }) => new Date(pick(TIMES)),
  timestamp: ({ integer }) => new Timestamp({ t: integer(2 ** 32), i: integer(2 ** 32) }),
  boolean: ({ chance }) => chance(0.5),
  null: () => null,
  minKey: () => new MinKey(),
  maxKey: () => new MaxKey(),
  code: ({ pick }) => new Code(pick(['', 'f()'])),
  object: objectOf,
};

/** Types that no `_id` may have, but fields may. */
const MORE_MAKERS: Readonly<Record<string, Maker>> = {
  regularExpression: ({ pick }) => new BSONRegExp(pick(['', 'a', '(?i)x', '[']), pick(['', 'i', 'x'])),
  array: (choices, depth) => Array.from({ length: choices.integer(3) }, () => randomValue(choices, depth - 1)),
};

/** Returns a value of any BSON type; objects and arrays are nested at most `depth` times. */
export function randomValue(choices: Choices, depth = 2): unknown {
  const makers = { ...MAKERS, ...MORE_MAKERS };
  const names = Object.keys(makers).filter((name) => depth > 0 || (name !== 'object' && name !== 'array'));
  return makers[choices.pick(names)]?.(choices, depth);
}

/** Returns a value of any BSON type that MongoDB accepts as an `_id`. */
export function randomId(choices: Choices): unknown {
  return MAKERS[choices.pick(Object.keys(MAKERS))]?.(choices, 2);
}
