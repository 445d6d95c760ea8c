/** How a view of some width shows its members: the narrower, the less. */
export interface LiveLayout {
  /** The columns of the progress bar of a task. */
  readonly taskBarColumns: number;
  /** The columns that the number of restarts takes; 0 to leave it out. */
  readonly restartColumns: number;
  /** Times as `0.4 s of 0.8 s` and attempts as `, attempt 2`, rather than as `0.4/0.8 s` and ` #2`. */
  readonly inWords: boolean;
  /** Faults with the signal and the process id. */
  readonly faultDetails: boolean;
  /** The gap between two numbers in a row. */
  readonly gap: string;
}

/** The smallest width at which each layout shows the task of a slave, with its attempt and that it has no master. */
const LAYOUTS: readonly (LiveLayout & { readonly minColumns: number })[] = [
  {
    minColumns: 96,
    taskBarColumns: 14,
    restartColumns: 13,
    inWords: true,
    faultDetails: true,
    gap: '   ',
  },
  {
    minColumns: 76,
    taskBarColumns: 8,
    restartColumns: 12,
    inWords: false,
    faultDetails: false,
    gap: '   ',
  },
  {
    minColumns: 0,
    taskBarColumns: 6,
    restartColumns: 0,
    inWords: false,
    faultDetails: false,
    gap: '  ',
  },
];

/** Returns the layout for a view of a number of columns. */
export function layoutFor(columns: number): LiveLayout {
  return LAYOUTS.find(({ minColumns }) => columns >= minColumns) as LiveLayout;
}

/** Joins parts with commas into lines of at most a number of columns, after a label that only the first line shows. */
export function flow(label: string, parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = label;
  for (const [index, part] of parts.entries()) {
    const text = index === parts.length - 1 ? part : `${part},`;
    const separator = line.length === label.length ? '' : ' ';
    if (separator !== '' && line.length + 1 + text.length > columns) {
      lines.push(line);
      line = ' '.repeat(label.length) + text;
    } else line += separator + text;
  }
  return [...lines, line];
}
