import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  CHAOS_FILE,
  formatChaosLine,
  formatJournalLine,
  formatLogLine,
  formatSeededLine,
  SEEDED_FILE,
} from '@steadfast/records';
import { ENTRY_FILES } from '../../src/evidence/entries/entry-files.ts';
import { taskBlocks } from '../../src/evidence/entries/format-entries.ts';
import { writeEntries } from '../../src/evidence/entries/write-entries.ts';
import type { Place } from '../../src/evidence/place.ts';
import type { Draft } from './evidence-writer.ts';

/** Groups the lines of each file, in order. */
function groupByFile<Line extends Place>(lines: readonly Line[], format: (line: Line) => string): Map<string, string> {
  const files = Map.groupBy(lines, ({ file }) => file);
  return new Map([...files].map(([file, inFile]) => [file, inFile.map((line) => `${format(line)}\n`).join('')]));
}

/** Writes the evidence of a run into a folder, in the files of a finished demo. */
async function writeRunFolder(directory: string, draft: Draft): Promise<void> {
  const files = [
    ...groupByFile(draft.log, ({ atMs, level, message, file: _file, line: _line, ...fields }) =>
      formatLogLine(level, message, fields, atMs),
    ),
    ...groupByFile(draft.journal, formatJournalLine),
    ...groupByFile(draft.chaos ?? [], ({ file: _file, line: _line, ...fields }) => formatChaosLine(fields)),
    [SEEDED_FILE, (draft.seeded ?? []).map((task) => `${formatSeededLine(task)}\n`).join('')],
  ] as const;
  for (const [file, text] of [[CHAOS_FILE, ''] as const, ...files]) await writeFile(join(directory, file), text);
  const before = (draft.seeded ?? []).map(({ taskId, taskname, sleeptime }) => ({
    taskId,
    taskname,
    sleeptime,
    state: 'created',
    odd: {},
  }));
  await writeFile(join(directory, ENTRY_FILES.before), [...taskBlocks({ documents: before })].join('\n'));
  await writeEntries(draft, directory);
}

/** Creates a folder with the evidence of a run, which is removed after the test. */
export async function runFolder(context: TestContext, draft: Draft): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'steadfast-run-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  await writeRunFolder(directory, draft);
  return directory;
}
