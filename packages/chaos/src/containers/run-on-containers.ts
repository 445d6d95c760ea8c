import { join } from 'node:path';
import type { RunSummary } from '@steadfast/checker';
import { openFaultRecord } from '../faults/record.ts';
import { seededPlan } from '../faults/seeded-plan.ts';
import { print } from '../run/console.ts';
import { openDatabase } from '../run/database.ts';
import { isTooShort, type RunSize } from '../run/expectations.ts';
import { judgeRun } from '../run/judge-run.ts';
import { runTasks } from '../run/run-tasks.ts';
import type { FollowedFile } from '../view/follow-logs.ts';
import { collectRecords } from './collect-records.ts';
import { containerTarget } from './container-target.ts';
import { commandToRepeat, type ChaosCommandOptions } from './options.ts';
import { prepareTasks } from './prepare-tasks.ts';
import type { Project } from './project.ts';
import { openTunnel } from './tunnel.ts';

const MONGODB_PORT = 27_017;

/** Returns the files of members that the present containers write to folders of this machine. */
function filesOf({ recordFolders }: Project, names: readonly string[], extension: string): FollowedFile[] {
  return names.flatMap((name) => {
    const folder = recordFolders.get(name)?.at(-1);
    return folder === undefined ? [] : [{ name, path: join(folder, `${name}${extension}`) }];
  });
}

/**
 * Returns what this run lacks. The verdict covers everything that the database has seen, so that kills of earlier runs
 * could hide that this one had none.
 */
function missingKills({ masterKills, slaveKills }: RunSummary, size: RunSize): string[] {
  if (isTooShort(size)) return [];
  return [
    ...(masterKills === 0 ? ['too little happened: the master was not killed in this run'] : []),
    ...(slaveKills === 0 ? ['too little happened: no slave was killed in this run'] : []),
  ];
}

/**
 * Runs tasks on the containers of a project while faults are injected, and judges the run. Returns true if it passes.
 * @throws {Error} when something other than the scheduler fails, or the signal aborts
 */
export async function runOnContainers(
  options: ChaosCommandOptions,
  project: Project,
  directory: string,
  signal: AbortSignal,
): Promise<boolean> {
  const startedAtMs = Date.now();
  const target = containerTarget(project);
  const record = openFaultRecord(project.records);
  await using tunnel = await openTunnel(project.mongodb, MONGODB_PORT);
  const mongoUrl = `mongodb://reader:${project.readerPassword}@${tunnel.address}/steadfast?directConnection=true`;
  await using database = openDatabase(mongoUrl);
  const { sleeptimes, unfinished } = await prepareTasks(options, target, record, database, directory);
  const maxSleep = unfinished.reduce((longest, sleep) => Math.max(longest, sleep), 0);
  const result = await runTasks({
    target,
    plan: seededPlan({ ...options, maxSleep }, target),
    record,
    database,
    sleeptimes,
    startedAtMs,
    logs: filesOf(project, [...target.masters, ...target.slaves], '.log'),
    journals: filesOf(project, target.slaves, '.journal.jsonl'),
    output: process.stdout,
    start: () => undefined,
    fatalError: () => undefined,
    onCrash: () => undefined,
    signal,
  });
  await collectRecords(project, directory);
  const size = { tasks: sleeptimes.size, slaves: target.slaves.length, maxSleep, kills: true };
  const totalSleep = unfinished.reduce((sum, sleep) => sum + sleep, 0);
  const problems = [...result.problems, ...missingKills(result.progress.summary, { ...size, totalSleep })];
  const repeatCommand = commandToRepeat(options, process.env);
  return await judgeRun(
    { directory, mongoUrl, size, repeatCommand, ownsDatabase: false, output: process.stdout, print, signal },
    { ...result, totalSleep, problems },
  );
}
