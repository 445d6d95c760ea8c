import type { Narrator } from '../random/world.ts';
import type { Plan } from '../random/plan.ts';

/** Takes a line of text. */
export type Print = (line: string) => void;

/** Whoever cannot do what it wants tries again and again; the same is told once in so long, in milliseconds. */
const REPEATED_MS = 10_000;

/** How what is tried again and again begins. */
const NOISE = /^(gets no session|→ \S+ (register|refuse)|ends the session of)/;

/** Columns for the time and for who does something. */
const TIME_WIDTH = 9;
const WHO_WIDTH = 8;

/** Makes lines of text out of what is told of a world: when, in seconds, who, and what. */
export function createTranscript(say: Print): Narrator {
  const toldMs = new Map<string, number>();
  return (atMs, who, what) => {
    if (what === '') return;
    const told = `${who} ${what}`;
    if (NOISE.test(what)) {
      if (atMs - (toldMs.get(told) ?? -Infinity) < REPEATED_MS) return;
      toldMs.set(told, atMs);
    }
    const time = (atMs / 1_000).toFixed(3).padStart(TIME_WIDTH);
    say(who === 'fault' ? `${time}  *** ${what}` : `${time}  ${who.padEnd(WHO_WIDTH)} ${what}`);
  };
}

function range([least, most]: readonly [number, number]): string {
  return least === most ? `${least}` : `${least} to ${most}`;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** More tasks than this are not listed one by one. */
const MOST_TASKS_LISTED = 12;

/** What a transcript begins with: who is in the world, and what there is to do. */
export function printIntroduction(plan: Plan, say: Print): void {
  const { masters, slaves, tasks, faults, healAtMs, networkMs, databaseMs, drift } = plan;
  const size = [
    plural(masters, 'master'),
    plural(slaves, 'slave'),
    plural(tasks.length, 'task'),
    plural(faults.length, 'fault'),
  ];
  say(`The world of seed ${plan.seed}: ${size.join(', ')}; every fault ends after ${(healAtMs / 1_000).toFixed(1)} s.`);
  say(
    `A message takes ${range(networkMs)} ms, a step of the database ${range(databaseMs)} ms, ` +
      `and clocks are ${drift === 0 ? 'as fast as the world' : `up to ${drift * 100} % faster or slower`}.`,
  );
  say('slave2.3 is the third life of slave2; t5#2 is the second attempt of t5.');
  if (tasks.length <= MOST_TASKS_LISTED)
    for (const { taskId, sleepMs, atMs, fault, mendedAtMs } of tasks) {
      const wrong =
        fault === null ? '' : `, ${fault}${mendedAtMs === null ? '' : `, mended after ${mendedAtMs / 1_000} s`}`;
      say(`  ${taskId} sleeps ${sleepMs / 1_000} s, is inserted after ${(atMs / 1_000).toFixed(3)} s${wrong}`);
    }
  say('');
}
