import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseChaosLine, parseJournalLine, parseLogLine, parseSeededLine, type Parsed } from '@steadfast/records';
import { damageAt } from './damage.ts';
import type { Damage, Evidence, LocatedChaosLine } from './evidence.ts';
import { layoutOf } from './folder-layout.ts';
import type { Place } from './place.ts';
import { textLines } from './text-lines.ts';

type PlacedParser<Line> = (text: string, place: Place) => Parsed<Line>;

/** Returns a parser that adds the place of a line to it. */
function located<Line extends object>(parse: (text: string) => Parsed<Line>): PlacedParser<Line & Place> {
  return (text, place) => {
    const line = parse(text);
    return line.ok ? { ok: true, value: { ...line.value, ...place } } : line;
  };
}

/** A log file: FILE.log, or FILE.log.N of an earlier time, the older the higher the number. */
const LOG_FILE = /^(.*\.log)(?:\.(\d+))?$/;

/**
 * Returns the logs of ours among some files, those of one process from the oldest to the latest. The log of the database
 * server has another format, and is not evidence.
 */
function logsIn(files: readonly string[]): string[] {
  return files
    .flatMap((file) => {
      const [, log, number = '0'] = LOG_FILE.exec(file) ?? [];
      return log === undefined || basename(file).startsWith('mongod') ? [] : { file, log, age: Number(number) };
    })
    .sort((one, other) => (one.log === other.log ? other.age - one.age : one.log < other.log ? -1 : 1))
    .map(({ file }) => file);
}

/** Reads the lines of a file. Lines that cannot be parsed are added to `damage`. */
async function readLines<Line>(
  directory: string,
  file: string,
  parse: PlacedParser<Line>,
  damage: Damage[],
): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const { number, text, complete } of textLines(join(directory, file))) {
    if (text === '') continue;
    const place = { file, line: number };
    const line = parse(text, place);
    if (line.ok) lines.push(line.value);
    else damage.push(damageAt(place, line.reason, text, !complete));
  }
  return lines;
}

/** Reads several files, one after the other. */
async function readAll<Line>(
  directory: string,
  files: readonly string[],
  parse: PlacedParser<Line>,
  damage: Damage[],
): Promise<Line[]> {
  const parts: Line[][] = [];
  for (const file of files) parts.push(await readLines(directory, file, parse, damage));
  return parts.flat();
}

/** Reads a file; undefined when it does not exist. */
async function readOptional<Line>(
  directory: string,
  file: string,
  parse: PlacedParser<Line>,
  damage: Damage[],
): Promise<Line[] | undefined> {
  return existsSync(join(directory, file)) ? readLines(directory, file, parse, damage) : undefined;
}

/**
 * Reads what the programs wrote into the folder of a run. Lines that cannot be parsed are added to `damage`. Logs are read
 * before journals, because programs write them in the opposite order: of a cluster that is still running, every execution
 * in a log is in a journal.
 */
export async function readFolder(
  directory: string,
  damage: Damage[],
): Promise<Pick<Evidence, 'log' | 'journal' | 'seeded'>> {
  const layout = layoutOf(directory);
  // Regular files only: a symbolic link may lead out of the folder, and a named pipe has no end.
  const files = (await readdir(join(directory, layout.logs), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
    .sort();
  const seeded = await readOptional(directory, layout.seeded, parseSeededLine, damage);
  const journals = files.filter((file) => file.endsWith('.journal.jsonl'));
  return {
    log: await readAll(directory, logsIn(files), located(parseLogLine), damage),
    journal: await readAll(directory, journals, located(parseJournalLine), damage),
    ...(seeded === undefined ? {} : { seeded }),
  };
}

/** Reads the chaos record of a run; undefined when none was kept. Lines that cannot be parsed are added to `damage`. */
export function readChaos(directory: string, damage: Damage[]): Promise<LocatedChaosLine[] | undefined> {
  return readOptional(directory, layoutOf(directory).chaos, located(parseChaosLine), damage);
}
