import type { LogLine } from './evidence.ts';

/** One life of a process, as its log tells it. */
export interface Life {
  readonly role: string;
  readonly name: string;
  readonly instance: string;
  readonly pid: number;
  /** Its first line. */
  readonly started: LogLine;
  /** The line with which it ended in order, if it did. */
  stopped?: LogLine;
  /** The last line that it wrote. */
  last: LogLine;
}

/** The lives of all processes, and whose each line of the log is. */
export interface Lives {
  readonly all: readonly Life[];
  /** By name of the process, the earliest first. */
  readonly byName: ReadonlyMap<string, readonly Life[]>;
  readonly byInstance: ReadonlyMap<string, Life>;
  /** The life that wrote a line; absent for what stands before the first `process.started` of its file. */
  readonly ofLine: ReadonlyMap<LogLine, Life>;
}

function beginLife(line: LogLine): Life {
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
 * Divides the logs into lives. The lives of one file follow one another, each begun by `process.started`; where several
 * slaves share a process and its file, a line belongs to the slave whose instance it names. A master names others.
 */
export function divideIntoLives(log: readonly LogLine[]): Lives {
  const latest = new Map<string, Life>();
  const named = new Map<string, Life>();
  const ofLine = new Map<LogLine, Life>();
  const all: Life[] = [];
  for (const line of log) {
    if (line.event === 'process.started') {
      const life = beginLife(line);
      latest.set(line.file, life);
      if (life.role === 'slave') named.set(`${line.file} ${life.instance}`, life);
      all.push(life);
    }
    const life = named.get(`${line.file} ${line.instance ?? ''}`) ?? latest.get(line.file);
    if (life === undefined) continue;
    life.last = line;
    if (line.event === 'process.stopped') life.stopped = line;
    ofLine.set(line, life);
  }
  all.sort((one, other) => one.started.atMs - other.started.atMs);
  const byInstance = new Map(all.map((life) => [life.instance, life]));
  return { all, byName: Map.groupBy(all, ({ name }) => name), byInstance, ofLine };
}
