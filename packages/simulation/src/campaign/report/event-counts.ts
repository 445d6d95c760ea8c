import { describeScript } from '../../random/describe.ts';
import { HOSTILE_SCRIPTS } from '../../random/draw-fault.ts';

/** A kind of event in the report of a campaign, and the counters that are added up for it. */
export interface EventCount {
  readonly label: string;
  readonly counters: readonly string[];
}

/** A list of related events in the report. */
export interface ReportSection {
  readonly title: string;
  readonly events: readonly EventCount[];
}

function event(label: string, ...counters: string[]): EventCount {
  return { label, counters };
}

const FACTS = ['task.placed', 'task.running', 'task.success', 'task.killed', 'task.returned'];

const SCRIPTS = Array.from({ length: HOSTILE_SCRIPTS }, (_, script) =>
  event(describeScript(script), `hostile peer: script ${script}`),
);

/** The lists of a report. */
export const REPORT_SECTIONS: readonly ReportSection[] = [
  {
    title: 'Epochs',
    events: [
      event('claimed', 'log epoch.claimed'),
      event('begun', 'fact epoch.began'),
      event('ready to place tasks', 'log epoch.ready'),
      event('deposed', 'log epoch.deposed'),
      event('ended by an orderly stop', 'fact epoch.ended'),
    ],
  },
  {
    title: 'Attempts',
    events: [
      ...FACTS.map((kind) => event(kind, `fact ${kind}`)),
      event('revoked while running', 'attempt revoked while running'),
      event('adopted by a new leader, then succeeded', 'adopted, then task.success'),
      event('adopted by a new leader, then lost', 'adopted, then task.killed', 'adopted, then task.returned'),
    ],
  },
  {
    title: 'Reports',
    events: [
      event('replayed in a later session', 'report replayed'),
      event('replayed and acknowledged', 'log replay.acknowledged'),
      event('confirmed from the record', 'log report.confirmed'),
      event('refused: stale attempt', 'report refused'),
      event('abandoned by a slave that left', 'log report.abandoned'),
    ],
  },
  {
    title: 'Slaves',
    events: [
      event('joined', 'fact slave.joined'),
      event('lost', 'fact slave.lost'),
      event('session ended by keepalive of the master', 'keepalive expired at master'),
      event('session ended by keepalive of the slave', 'keepalive expired at slave'),
      event('lost: assignment not answered in time', 'slave lost: assignment not answered in time'),
      event('refused: name taken', 'refuse: name taken'),
      event('welcomed by a false master', 'welcomed by a false master'),
      event('forgot the epoch of a false master', 'log epoch.forgotten'),
      event('left after an orderly stop', 'slave lost: orderly stop'),
    ],
  },
  {
    title: 'Documents and the ledger',
    events: [
      event('documents parked', 'fact task.parked'),
      event('documents repaired by a user', 'document repaired'),
      event('documents ignored: of another ledger, refusing updates', 'log task.ignored'),
      event('entries trimmed', 'entry trimmed'),
      event('failed journal writes', 'log journal.failed'),
    ],
  },
  { title: 'Hostile peers: a peer that', events: SCRIPTS },
];

/** Returns how often an event occurred. */
export function countOf({ counters }: EventCount, counts: ReadonlyMap<string, number>): number {
  return counters.reduce((sum, counter) => sum + (counts.get(counter) ?? 0), 0);
}
