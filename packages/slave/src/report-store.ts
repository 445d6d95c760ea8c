import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { attemptKey, type AttemptReference } from '@steadfast/protocol/messages';
import { instanceOf } from '@steadfast/protocol';
import { messageOf } from '@steadfast/runtime';
import type { EndReport } from './core/outbox.ts';

/*
 * The reports that a slave keeps on disk, for its next process, until a master has answered them. Each is a file of its
 * own, with the secret of the process that made it, without which no other slave may hand the report over.
 */

/** Keeps reports until they are answered. */
export interface ReportStore {
  /** Writes a report durably. Returns why that failed; null if it did not. */
  readonly keep: (report: EndReport) => string | null;
  /** Removes a report, if it is there. */
  readonly drop: (attempt: AttemptReference) => void;
}

/** Keeps nothing. */
export const NO_REPORT_STORE: ReportStore = { keep: () => null, drop: () => undefined };

/** What earlier processes have left, and where this one keeps its own reports. */
export interface OpenedReports {
  readonly store: ReportStore;
  readonly reports: readonly EndReport[];
  /** The secrets of the processes that made them, by instance. */
  readonly secrets: ReadonlyMap<string, Uint8Array>;
  /** The files that could not be read, and why. */
  readonly unreadable: readonly string[];
}

/** The process that a store belongs to. */
export interface ReportOwner {
  readonly host: string;
  readonly secret: Uint8Array;
}

const SUFFIX = '.report';

/** Only the user who runs the slave may read a secret. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** The content of a file. */
interface StoredReport extends Pick<EndReport, 'taskId' | 'taskname' | 'attempt' | 'message'> {
  readonly host: string;
  /** In hexadecimal. */
  readonly secret: string;
}

/** Returns the name of the file of a report: identifiers of tasks may contain anything. */
function fileOf(attempt: AttemptReference): string {
  return `${createHash('sha256').update(attemptKey(attempt)).digest('hex').slice(0, 32)}${SUFFIX}`;
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a file so that after a crash it is either there as a whole, or not at all. */
function writeDurably(folder: string, name: string, content: string): void {
  const temporary = join(folder, `${name}.tmp`);
  const descriptor = openSync(temporary, 'w', FILE_MODE);
  try {
    const bytes = Buffer.from(content);
    const written = writeSync(descriptor, bytes);
    if (written < bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes could be written`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, join(folder, name));
  syncPath(folder);
}

/**
 * Reads the report in a file, if it is one of this slave.
 * @throws when it is malformed
 */
function readReport(path: string, host: string): readonly [EndReport, secret: Uint8Array] | null {
  const stored = JSON.parse(readFileSync(path, 'utf8')) as StoredReport;
  if (stored.host !== host) return null;
  const secret = Buffer.from(stored.secret, 'hex');
  const { taskId, taskname, attempt, message } = stored;
  const isEnd = message.kind === 'finished' || message.kind === 'failed';
  if (typeof taskId !== 'string' || typeof taskname !== 'string' || !Number.isInteger(attempt) || !isEnd)
    throw new Error('it is not a report');
  const instance = instanceOf(secret);
  return [{ taskId, taskname, attempt, message: { ...message, instance }, kept: true, replayed: true }, secret];
}

/**
 * Opens the folder in which a slave keeps reports, and reads those that its earlier processes have left.
 * @throws when the folder cannot be created or read
 */
export function openReports(folder: string, { host, secret }: ReportOwner): OpenedReports {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  const reports: EndReport[] = [];
  const secrets = new Map<string, Uint8Array>();
  const unreadable: string[] = [];
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .sort()) {
    try {
      const read = readReport(join(folder, name), host);
      if (read === null) continue;
      const [report, proof] = read;
      reports.push(report);
      secrets.set(report.message.instance ?? '', proof);
    } catch (error) {
      unreadable.push(`${join(folder, name)}: ${messageOf(error)}`);
    }
  }
  const store: ReportStore = {
    keep: ({ taskId, taskname, attempt, message }) => {
      const stored: StoredReport = {
        host,
        secret: Buffer.from(secret).toString('hex'),
        taskId,
        taskname,
        attempt,
        message,
      };
      try {
        writeDurably(folder, fileOf({ taskId, attempt }), JSON.stringify(stored));
        return null;
      } catch (error) {
        return messageOf(error);
      }
    },
    drop: (attempt) => rmSync(join(folder, fileOf(attempt)), { force: true }),
  };
  return { store, reports, secrets, unreadable };
}
