import type { Figure } from '../figure.ts';
import { followLedger, lastEntry } from '../ledger.ts';
import { leastDisturbed } from '../other-load.ts';
import { residentMegabytes } from '../process-usage.ts';
import { killChild, type Scene } from '../bench-cluster.ts';
import type { Context, Section } from '../section.ts';
import { median, medianBy } from '../statistics.ts';
import { until } from '../wait.ts';
import { seedTasks, tasksOf } from '../work.ts';

const SLAVES = 64;

/** Tasks that are run before the clock starts and while it runs, and how many wait at the end. */
const FULL = { lead: 2_000, measured: 6_000, few: 1_000, many: 1_000_000 } as const;
const QUICK = { lead: 100, measured: 300, few: 1_000, many: 10_000 } as const;

const ROUNDS = { wanted: 3, most: 5 } as const;
const QUICK_ROUNDS = { wanted: 1, most: 1 } as const;

const LEAST_RATIO = 0.9;
const MOST_MEGABYTES_MORE = 50;

/** Throughput and memory are looked at so often, in milliseconds. */
const LOOK_MS = 100;

/** What was seen of one master in one round. */
interface Round {
  readonly tasksPerSecond: number;
  readonly megabytes: number;
}

/**
 * Lets fresh slaves work for a while. The clock runs between two entries of the ledger, so that the start of the slaves
 * does not count.
 */
async function work(scene: Scene, lead: number, measured: number): Promise<Round> {
  const { database, master, signal } = scene;
  const news = followLedger(database, await lastEntry(database));
  const hosts = await scene.addSlaves(SLAVES, SLAVES);
  const megabytes: number[] = [];
  const sawMs: number[] = [];
  const measuredEnough = async (): Promise<boolean> => {
    for (const { at, facts } of await news())
      for (const { kind } of facts) if (kind === 'task.success') sawMs.push(at.getTime());
    if (sawMs.length >= lead) megabytes.push(residentMegabytes(master.pid ?? 0));
    return sawMs.length >= lead + measured;
  };
  await until(`${lead + measured} tasks are done`, measuredEnough, { signal, everyMs: LOOK_MS });
  await Promise.all(hosts.map(({ child }) => killChild(child)));
  const durationMs = (sawMs[lead + measured - 1] ?? 0) - (sawMs[lead - 1] ?? 0);
  return { tasksPerSecond: (1_000 * measured) / durationMs, megabytes: median(megabytes) };
}

/** Adds tasks until `waiting` of them wait. */
async function topUp({ database, signal }: Scene, waiting: number): Promise<void> {
  const present = await tasksOf(database).countDocuments({ state: { $in: ['created', 'killed'] }, parked: null });
  await seedTasks(database, Math.max(0, waiting - present), 0, signal);
}

function waiting(count: number): string {
  return `${count.toLocaleString('en')} tasks waiting`;
}

/** What was seen of both masters in one round. */
interface Pair {
  readonly few: Round;
  readonly many: Round;
}

function describe({ tasksPerSecond, megabytes }: Round): string {
  return `${Math.round(tasksPerSecond)} tasks/s, ${Math.round(megabytes)} MB`;
}

/** Lets both work, one after the other; they take turns in going first, for the machine's speed drifts. */
function createRounds({ quick, progress }: Context, few: Scene, many: Scene): () => Promise<Pair> {
  const { lead, measured, few: fewTasks } = quick ? QUICK : FULL;
  let fewFirst = false;
  return async () => {
    fewFirst = !fewFirst;
    await topUp(few, lead + measured + fewTasks);
    const first = await work(fewFirst ? few : many, lead, measured);
    const second = await work(fewFirst ? many : few, lead, measured);
    const pair = fewFirst ? { few: first, many: second } : { few: second, many: first };
    progress(`few waiting: ${describe(pair.few)}; many waiting: ${describe(pair.many)}`);
    return pair;
  };
}

async function compare(context: Context, few: Scene, many: Scene): Promise<Figure[]> {
  const { quick, stage } = context;
  const { few: fewTasks, many: manyTasks } = quick ? QUICK : FULL;
  const playRound = createRounds(context, few, many);
  // The first round only warms.
  if (!quick) await playRound();
  const pairs = await leastDisturbed(stage.pids, quick ? QUICK_ROUNDS : ROUNDS, playRound);
  const rate = medianBy(pairs, (pair) => pair.many.tasksPerSecond / pair.few.tasksPerSecond);
  const memory = medianBy(pairs, (pair) => pair.many.megabytes - pair.few.megabytes);
  const [fewWaiting, manyWaiting] = [waiting(fewTasks), waiting(manyTasks)];
  return [
    {
      name: `no-op tasks, ${manyWaiting}`,
      value: rate.many.tasksPerSecond,
      unit: '/s',
      limit: { name: fewWaiting, value: rate.few.tasksPerSecond },
      expectation: { of: 'ratio', relation: 'at least', bound: LEAST_RATIO },
    },
    {
      name: `memory of the master, ${manyWaiting}`,
      value: memory.many.megabytes,
      unit: 'MB',
      limit: { name: fewWaiting, value: memory.few.megabytes },
    },
    {
      name: 'that is more by',
      value: memory.many.megabytes - memory.few.megabytes,
      unit: 'MB',
      expectation: { of: 'value', relation: 'at most', bound: MOST_MEGABYTES_MORE },
    },
  ];
}

/** Whether it matters how much work waits. */
export const backlog: Section = {
  name: 'backlog',
  title: `two clusters take turns with ${SLAVES} slaves and the same number of tasks; the median pair of rounds`,
  measure: (context) => {
    const { stage, quick, progress } = context;
    const seedMany = async (database: Scene['database']): Promise<void> => {
      const { many } = quick ? QUICK : FULL;
      progress(`inserting ${many.toLocaleString('en')} tasks`);
      await seedTasks(database, many, 0, stage.signal);
      // What the server still has to write of them must not fall into the measurement.
      await stage.client.db('admin').command({ fsync: 1 });
    };
    return stage.withScene((few) => stage.withScene((many) => compare(context, few, many), seedMany));
  },
};
