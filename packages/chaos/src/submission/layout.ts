import { ENTRY_FILES } from '@steadfast/checker';
import { PAGE_FILE } from '@steadfast/report';

/** Where the files of a run that have names of their own stand in the submission. */
const NAMED: ReadonlyMap<string, string> = new Map([
  [PAGE_FILE, PAGE_FILE],
  [ENTRY_FILES.before, 'mongodb/before-tasks.txt'],
  [ENTRY_FILES.tasks, 'mongodb/after-tasks.txt'],
  [ENTRY_FILES.ledger, 'mongodb/ledger.txt'],
  ['chaos.jsonl', 'chaos/chaos.jsonl'],
  ['seeded.jsonl', 'chaos/seeded.jsonl'],
  ['verdict.txt', 'chaos/verdict.txt'],
]);

/** The logs and journals of masters and slaves, and what they printed. */
const LOG = /^(?!(?:.*\/)?mongod)(?!mongod\/).*\.(?:log|out|journal\.jsonl)$/;

/** The scripts that start the system and test it. */
const SCRIPT =
  /^(?:Makefile|compose\.yaml|(?:docker|tests\/chaos|packages\/chaos\/src|packages\/cluster\/src|packages\/seed\/src)\/.*)$/;

/** Where a file of the run folder stands in the submission; undefined when it is left out. */
export function placeOfRunFile(file: string): string | undefined {
  return NAMED.get(file) ?? (LOG.test(file) ? `logs/${file}` : undefined);
}

/** Where a source stands in the submission: among the sources, and, if it is a script, among the scripts. */
export function placesOfSource(path: string): readonly string[] {
  return SCRIPT.test(path) ? [`scripts/${path}`, `source/${path}`] : [`source/${path}`];
}

/** The files without which a run is not finished. */
export const REQUIRED = [...NAMED.keys()];
