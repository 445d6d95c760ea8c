/** One line of the log of a master or a slave, as far as it is shown. Fields that do not apply are left out. */
export interface LogLine {
  readonly event: string;
  readonly message: string;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
  readonly task?: string;
  readonly taskId?: string;
  readonly attempt?: number;
  readonly epoch?: number;
  /** Where the fact of this line stands in the ledger. */
  readonly entry?: number;
  readonly index?: number;
  /** Logged by a successor, in case its predecessor could not. */
  readonly reread?: boolean;
  /** The report was sent again to a later master. */
  readonly replayed?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The unfinished last line of a process that was killed: whether that is in order, the checker decides.
    return undefined;
  }
}

/** Reads a line of a log; undefined when it is none. */
export function readLogLine(text: string): LogLine | undefined {
  const fields = parse(text);
  if (!isFields(fields)) return undefined;
  const { event, message, timestamp, task, taskId, attempt, epoch, entry, index, reread, replayed } = fields;
  const atMs = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (typeof event !== 'string' || typeof message !== 'string' || Number.isNaN(atMs)) return undefined;
  return {
    event,
    message,
    atMs,
    ...(typeof task === 'string' && { task }),
    ...(typeof taskId === 'string' && { taskId }),
    ...(typeof attempt === 'number' && { attempt }),
    ...(typeof epoch === 'number' && { epoch }),
    ...(typeof entry === 'number' && { entry }),
    ...(typeof index === 'number' && { index }),
    ...(typeof reread === 'boolean' && { reread }),
    ...(typeof replayed === 'boolean' && { replayed }),
  };
}
