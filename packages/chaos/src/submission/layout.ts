import { RUN_LAYOUT, SUBMISSION_LAYOUT } from '@steadfast/checker';
import { PAGE_FILE } from '@steadfast/report';
import { VERDICT_FILE } from '../run/run-folders.ts';

const ENTRIES_AND_RECORDS = ['before', 'tasks', 'ledger', 'chaos', 'seeded', 'description'] as const;

/** The paths in the submission of the files that every run has. */
const RUN_FILES: ReadonlyMap<string, string> = new Map([
  [PAGE_FILE, PAGE_FILE],
  [VERDICT_FILE, `chaos/${VERDICT_FILE}`],
  ...ENTRIES_AND_RECORDS.map((part) => [RUN_LAYOUT[part], SUBMISSION_LAYOUT[part]] as const),
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
  return RUN_FILES.get(file) ?? (LOG.test(file) ? `${SUBMISSION_LAYOUT.logs}/${file}` : undefined);
}

/** Returns the paths of a source in the submission. Scripts are also in a folder of their own. */
export function sourcePaths(path: string): readonly string[] {
  return SCRIPT.test(path) ? [`scripts/${path}`, `source/${path}`] : [`source/${path}`];
}
