import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeExit } from './child.ts';
import type { Cluster } from './cluster.ts';
import { filesOf } from './run-folder.ts';
import type { ProcessEvent } from './supervisor.ts';

const SEED_PROGRAM = fileURLToPath(new URL('../../seed/src/main.ts', import.meta.url));

/** Puts a word between quotes that a shell needs for it. */
function quoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A path as one would type it here, when that is shorter. */
function typed(path: string): string {
  const here = relative('', path);
  return quoted(here.length < path.length ? here : path);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** What happened to a process, in a line for people; nothing for the first start. */
export function describeEvent(event: ProcessEvent, directory: string): string | undefined {
  const { name, pid } = event;
  switch (event.kind) {
    case 'started':
      return event.life === 1 ? undefined : `${name} is started again: pid ${pid}, life ${event.life}`;
    case 'ended': {
      const { exit, livedMs, restartInMs } = event;
      if (restartInMs === undefined) return undefined;
      const hint = exit.kind === 'signal' ? '' : `; see ${typed(filesOf(directory, name).output)}`;
      return `${name} died (${describeExit(exit)}) after ${seconds(livedMs)}, starts again in ${seconds(restartInMs)}${hint}`;
    }
    case 'frozen':
    case 'thawed':
      return `${name} is ${event.kind}`;
  }
}

/** How to reach a cluster, how to seed it and where its files are: lines for people. */
export function howToReach(cluster: Cluster): string[] {
  const { mongoUrl, mongod, masterAddresses, processes, directory } = cluster;
  // A URL that somebody else made may hold a password.
  const url = mongod === undefined && mongoUrl.includes('@') ? 'YOUR_MONGO_URL' : quoted(mongoUrl);
  const slaves = [...processes.keys()].filter((name) => name.startsWith('slave'));
  return [
    ...(mongod === undefined ? [] : [`MongoDB ${mongod.version}, from ${mongod.source}: ${typed(mongod.path)}`]),
    `masters  ${masterAddresses.join(', ')}`,
    `slaves   ${slaves.join(', ') || 'none'}`,
    `database ${url}`,
    `files    ${typed(directory)}`,
    `seed it  ${typed(process.execPath)} ${typed(SEED_PROGRAM)} --mongo-url ${url} --count 100`,
    'Ctrl-C stops everything.',
  ];
}
