import type { LocatedLogLine } from '../evidence/evidence.ts';

/** One incarnation of a master or a slave, from its start to its end, as recorded in its log. */
export interface Incarnation {
  readonly role: string;
  readonly name: string;
  readonly instance: string;
  readonly pid: number;
  /** Its first line. */
  readonly started: LocatedLogLine;
  /** The line that records an orderly stop, if there was one. */
  stopped?: LocatedLogLine;
  /** Its last line. */
  last: LocatedLogLine;
}

/** The incarnations of all processes. */
export interface Incarnations {
  /** In the order in which they started. */
  readonly all: readonly Incarnation[];
  /** By process name, oldest first. */
  readonly byName: ReadonlyMap<string, readonly Incarnation[]>;
  readonly byInstance: ReadonlyMap<string, Incarnation>;
  /** The incarnation that wrote a line; absent for lines before the first `process.started` of their file. */
  readonly byLine: ReadonlyMap<LocatedLogLine, Incarnation>;
}

function startIncarnation(line: LocatedLogLine): Incarnation {
  return {
    role: line.role ?? '',
    name: line.name ?? '',
    instance: line.instance ?? '',
    pid: line.pid ?? 0,
    started: line,
    last: line,
  };
}

/**
 * Divides the logs into incarnations. Those of one file follow one another, each starting with `process.started`. Where
 * several slaves share a process and its log file, a line belongs to the slave with the instance that it names. The
 * lines of a master name the instances of others.
 */
export function findIncarnations(log: readonly LocatedLogLine[]): Incarnations {
  const latest = new Map<string, Incarnation>();
  const slaves = new Map<string, Incarnation>();
  const byLine = new Map<LocatedLogLine, Incarnation>();
  const all: Incarnation[] = [];
  for (const line of log) {
    if (line.event === 'process.started') {
      const started = startIncarnation(line);
      latest.set(line.file, started);
      if (started.role === 'slave') slaves.set(`${line.file} ${started.instance}`, started);
      all.push(started);
    }
    const writer = slaves.get(`${line.file} ${line.instance ?? ''}`) ?? latest.get(line.file);
    if (writer === undefined) continue;
    writer.last = line;
    if (line.event === 'process.stopped') writer.stopped = line;
    byLine.set(line, writer);
  }
  all.sort((one, other) => one.started.atMs - other.started.atMs);
  const byInstance = new Map(all.map((incarnation) => [incarnation.instance, incarnation]));
  return { all, byName: Map.groupBy(all, ({ name }) => name), byInstance, byLine };
}

/** Returns the lines with an event that slaves wrote, as opposed to masters. */
export function slaveLogLines(
  log: readonly LocatedLogLine[],
  { byLine }: Incarnations,
  event: string,
): LocatedLogLine[] {
  return log.filter((line) => line.event === event && byLine.get(line)?.role === 'slave');
}
