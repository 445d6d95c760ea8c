import { ENTRY_FILES } from '@steadfast/checker';
import { CHAOS_FILE, SEEDED_FILE } from '@steadfast/records';
import { PAGE_FILE } from '@steadfast/report';

/** The paths in the submission of the files that every run has. */
const RUN_FILES: ReadonlyMap<string, string> = new Map([
  [PAGE_FILE, PAGE_FILE],
  [ENTRY_FILES.before, 'mongodb/before-tasks.txt'],
  [ENTRY_FILES.tasks, 'mongodb/after-tasks.txt'],
  [ENTRY_FILES.ledger, 'mongodb/ledger.txt'],
  [CHAOS_FILE, 'chaos/chaos.jsonl'],
  [SEEDED_FILE, 'chaos/seeded.jsonl'],
  ['verdict.txt', 'chaos/verdict.txt'],
]);

/** The files without which a run is not finished. */
export const REQUIRED_FILES = [...RUN_FILES.keys()];

/** The logs, journals and output of masters and slaves, but not of mongod. */
const LOG = /^(?!(?:.*\/)?mongod)(?!mongod\/).*\.(?:log|out|journal\.jsonl)$/;

/** The scripts that start and test the system. */
const SCRIPT =
  /^(?:Makefile|compose\.yaml|(?:docker|tests\/chaos|packages\/chaos\/src|packages\/cluster\/src|packages\/seed\/src)\/.*)$/;

/** Returns the path of a file of the run folder in the submission; undefined if it is left out. */
export function runFilePath(file: string): string | undefined {
  return RUN_FILES.get(file) ?? (LOG.test(file) ? `logs/${file}` : undefined);
}

/** Returns the paths of a source in the submission. Scripts are also in a folder of their own. */
export function sourcePaths(path: string): readonly string[] {
  return SCRIPT.test(path) ? [`scripts/${path}`, `source/${path}`] : [`source/${path}`];
}
