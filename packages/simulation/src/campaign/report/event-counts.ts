import { describeScript } from '../../random/describe.ts';

/** Something that happens in worlds, as a report has it, and the counters that are added up for it. */
export interface EventCount {
  readonly what: string;
  readonly counters: readonly string[];
}

/** Happenings of one kind. */
export interface ReportSection {
  readonly title: string;
  readonly happenings: readonly EventCount[];
}

function happening(what: string, ...counters: string[]): EventCount {
  return { what, counters };
}

function facts(kinds: readonly string[]): EventCount[] {
  return kinds.map((kind) => happening(kind, `fact ${kind}`));
}

/** A script for each kind of hostile peer. */
const SCRIPTS = [0, 1, 2, 3, 4, 5, 6, 7].map((script) =>
  happening(describeScript(script), `hostile peer: script ${script}`),
);

/** What is told of the worlds of a campaign. */
export const REPORT_SECTIONS: readonly ReportSection[] = [
  {
    title: 'Reigns',
    happenings: [
      happening('claimed', 'log epoch.claimed'),
      happening('begun', 'fact epoch.began'),
      happening('led to work', 'log epoch.ready'),
      happening('deposed', 'log epoch.deposed'),
      happening('ended in order', 'fact epoch.ended'),
    ],
  },
  {
    title: 'Attempts',
    happenings: [
      ...facts(['task.placed', 'task.running', 'task.success', 'task.killed', 'task.returned']),
      happening('withdrawn while they ran', 'attempt withdrawn while it ran'),
      happening('adopted by a new reign, and succeeded', 'adopted, then task.success'),
      happening('adopted by a new reign, and lost', 'adopted, then task.killed', 'adopted, then task.returned'),
    ],
  },
  {
    title: 'Reports',
    happenings: [
      happening('replayed in a later session', 'report replayed'),
      happening('replayed and acknowledged', 'log replay.acknowledged'),
      happening('confirmed from the record', 'log report.confirmed'),
      happening('refused: the attempt counts no more', 'report refused'),
      happening('abandoned by a slave that left', 'log report.abandoned'),
    ],
  },
  {
    title: 'Slaves',
    happenings: [
      happening('joined', 'fact slave.joined'),
      happening('lost', 'fact slave.lost'),
      happening('ended by the keepalive of the master', 'keepalive of a master'),
      happening('that ended it themselves by theirs', 'keepalive of a slave'),
      happening('deaf: an assignment was not answered', 'slave lost: an assignment was not answered in time'),
      happening('refused: their name was taken', 'refuse: name taken'),
      happening('left in order', 'slave lost: it left'),
    ],
  },
  {
    title: 'Documents and the ledger',
    happenings: [
      happening('documents parked', 'fact task.parked'),
      happening('documents mended', 'document mended'),
      happening('documents left alone, for somebody changed them', 'log task.ignored'),
      happening('entries trimmed', 'entry trimmed'),
      happening('journals that could not be written', 'log journal.failed'),
    ],
  },
  { title: 'Hostile peers, each of which', happenings: SCRIPTS },
];

/** How often something happened. */
export function countOf({ counters }: EventCount, counts: ReadonlyMap<string, number>): number {
  return counters.reduce((sum, counter) => sum + (counts.get(counter) ?? 0), 0);
}
