import { formatCount } from '../../format.ts';

/** Rows and columns of counts. */
export interface Table {
  readonly title: string;
  /** What each column counts: its head, and the end of the names of its counters. */
  readonly columns: readonly (readonly [head: string, name: string])[];
  /** What each row counts: its head, and the beginning of the names of its counters. */
  readonly rows: readonly (readonly [head: string, name: string])[];
}

function same(names: readonly string[]): (readonly [string, string])[] {
  return names.map((name) => [name, name]);
}

/** Faults of one process, by what a master did at that moment. */
export const MASTER_FAULTS: Table = {
  title: 'Faults, by what the master was doing',
  columns: ['follower', 'candidate', 'catching-up', 'leader', 'stopping', 'frozen', 'off'].map((phase) => [
    phase,
    `, met master ${phase}`,
  ]),
  rows: ['kill', 'stop', 'freeze', 'master without database', 'request stuck', 'clock jumps', 'hostile peer'].map(
    (kind) => [kind, `fault ${kind}`],
  ),
};

/** Faults of one process, by what a slave did at that moment. */
export const SLAVE_FAULTS: Table = {
  title: 'Faults, by what the slave was doing',
  columns: ['idle', 'running', 'reporting', 'draining', 'without session', 'frozen', 'off'].map((phase) => [
    phase,
    `, met slave ${phase}`,
  ]),
  rows: ['kill', 'stop', 'freeze', 'break', 'cut', 'disk full', 'name taken', 'clock jumps'].map((kind) => [
    kind,
    `fault ${kind}`,
  ]),
};

/** What went wrong with requests to the database. */
export const DATABASE_FAULTS: Table = {
  title: 'Faults of the database, by the request that met them',
  columns: [
    ['observe', ': observe'],
    ['append', ': append'],
    ['ledger', ': read.ledger'],
    ['revisions', ': read.revisions'],
    ['assigned', ': read.assigned'],
    ['runnable', ': read.runnable'],
    ['report', ': read.report'],
    ['project', ': project'],
    ['control', ': write.control'],
    ['trim', ': trim'],
  ],
  rows: same([
    'database away',
    'master without database',
    'database slow',
    'request stuck',
    'answer stuck',
    'request given up',
    'reply lost',
    'majority late',
    'majority unknown',
    'rolled back',
    'stale server asked',
  ]),
};

/** What went wrong with messages on their way. */
export const NETWORK_FAULTS: Table = {
  title: 'Faults of the network, by the message that met them',
  columns: [
    ['connect', ': connect'],
    ['register', ': register'],
    ['started', ': started'],
    ['finished', ': finished'],
    ['declined', ': declined'],
    ['aborted', ': aborted'],
    ['welcome', ': welcome'],
    ['assign', ': assign'],
    ['acknowledge', ': acknowledge'],
    ['abort', ': abort'],
    ['refuse', ': refuse'],
  ],
  rows: same(['slow network', 'held up', 'lost']),
};

/** The counter of one cell. */
export function cellName(row: readonly [string, string], column: readonly [string, string]): string {
  return `${row[1]}${column[1]}`;
}

const NOTHING = '·';

/** A table as lines of text. What never happened is a dot. */
export function renderTable(table: Table, counts: ReadonlyMap<string, number>): string[] {
  const { title, columns, rows } = table;
  const cells = rows.map((row) =>
    columns.map((column) => {
      const count = counts.get(cellName(row, column)) ?? 0;
      return count === 0 ? NOTHING : formatCount(count);
    }),
  );
  const headWidth = Math.max(...rows.map(([head]) => head.length));
  const widths = columns.map(([head], index) => Math.max(head.length, ...cells.map((row) => row[index]?.length ?? 0)));
  const line = (head: string, texts: readonly string[]): string =>
    `  ${head.padEnd(headWidth)}${texts.map((text, index) => `  ${text.padStart(widths[index] ?? 0)}`).join('')}`;
  const heads = columns.map(([head]) => head);
  return [title, line('', heads), ...rows.map(([head], index) => line(head, cells[index] ?? []))];
}
