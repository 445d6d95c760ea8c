/** Where a line of evidence is found. */
export interface Place {
  /** The file, relative to the folder of the run. */
  readonly file: string;
  /** The line in it, from 1. */
  readonly line: number;
}

/** Names a line of a file: `slave1.journal.jsonl:12`. */
export function nameLine({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** The `file` of a ledger document that was read from MongoDB; its `line` is the number of the document. */
export const LEDGER_PLACE = 'ledger';
