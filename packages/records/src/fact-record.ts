/** One placement of a task on a slave. What the context already says is left out, such as the task in its own history. */
interface PlacementRecord {
  readonly task?: string;
  readonly taskname?: string;
  readonly attempt: number;
  readonly host: string;
  readonly instance?: string;
}

/**
 * A fact with the fields that describe it. The core's `Fact` is assignable to it, so that a kind that is added there
 * does not compile until it is described here.
 */
export type FactRecord = (
  | { readonly kind: 'epoch.began'; readonly name: string; readonly instance?: string }
  | { readonly kind: 'epoch.ended'; readonly reason: string }
  | { readonly kind: 'slave.joined'; readonly host: string; readonly instance?: string }
  | { readonly kind: 'slave.lost'; readonly host: string; readonly instance?: string; readonly reason: string }
  | ({ readonly kind: 'task.placed' | 'task.running' | 'task.success' } & PlacementRecord)
  | ({ readonly kind: 'task.killed' | 'task.returned'; readonly reason: string } & PlacementRecord)
  | ({ readonly kind: 'task.failed'; readonly reason: string; readonly retryAtMs?: number | null } & PlacementRecord)
  | {
      readonly kind: 'task.adopted';
      readonly task?: string;
      readonly taskname?: string;
      readonly attempt: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'task.parked' | 'task.cancelled';
      readonly task?: string;
      readonly taskname?: string | null;
      readonly reason: string;
    }
  | { readonly kind: 'task.released'; readonly task?: string; readonly taskname?: string }
) & {
  /** The epoch of the entry that holds the fact, where it is known. */
  readonly epoch?: number;
};

export type FactKind = FactRecord['kind'];

/** What is read where a fact should be: any field may be absent, and the kind unknown. */
export interface FactFields {
  readonly kind: string;
  /** The identifier of the task, as text. */
  readonly task?: string | undefined;
  readonly taskname?: string | null | undefined;
  readonly attempt?: number | undefined;
  readonly host?: string | undefined;
  readonly instance?: string | undefined;
  /** The name of the master that leads the epoch. */
  readonly name?: string | undefined;
  readonly reason?: string | undefined;
  readonly epoch?: number | undefined;
}

/** The fields without which a fact of each kind cannot be described. */
const REQUIRED_FIELDS: Readonly<Record<FactKind, readonly (keyof FactFields)[]>> = {
  'epoch.began': ['name'],
  'epoch.ended': ['reason'],
  'slave.joined': ['host'],
  'slave.lost': ['host', 'reason'],
  'task.placed': ['attempt', 'host'],
  'task.running': ['attempt', 'host'],
  'task.success': ['attempt', 'host'],
  'task.killed': ['attempt', 'host', 'reason'],
  'task.returned': ['attempt', 'host', 'reason'],
  'task.adopted': ['attempt', 'reason'],
  'task.failed': ['attempt', 'host', 'reason'],
  'task.parked': ['reason'],
  'task.cancelled': ['reason'],
  'task.released': [],
};

/** Every kind of fact. */
export const FACT_KINDS = Object.keys(REQUIRED_FIELDS) as readonly FactKind[];

/** Returns whether a fact of this kind exists. */
export function isFactKind(kind: string): kind is FactKind {
  return Object.hasOwn(REQUIRED_FIELDS, kind);
}

/** Returns whether the fields suffice to describe a fact of their kind. */
export function isFactRecord(fields: FactFields): fields is FactFields & FactRecord {
  return isFactKind(fields.kind) && REQUIRED_FIELDS[fields.kind].every((field) => fields[field] !== undefined);
}
