import type { ExecutionEnd } from '@steadfast/invariants';
import { attemptKey, type SlaveMessage } from '@steadfast/protocol/messages';
import { messageOf, type LoggedLine } from '@steadfast/runtime';
import type { SlaveState } from '@steadfast/slave/core/state';
import { createDriver } from '@steadfast/slave/driver';
import type { JournalEntry } from '@steadfast/slave/journal';
import type { ReportStore } from '@steadfast/slave/report-store';
import type { MasterStream, MasterStreamListener } from '@steadfast/slave/master-stream';
import type { FrameToSlave, SlaveNode } from '../../world/cluster.ts';
import { openLink, sendToMaster } from '../../world/link.ts';
import { checkEpoch, instanceOf, observeMessage } from '../../world/slave-checks.ts';
import { keepReport, recordEnded, recordStarted, sleepMsOf } from '../../world/slave-execution.ts';
import { closeLinkAtSlave, DRAIN_TIMEOUT_MS, exitSlave } from '../../world/slave-node.ts';
import type { SimulatedWorld } from '../world-state.ts';
import { createOutgoingBuffer } from './back-pressure.ts';
import { reportLate } from './late-events.ts';
import { createDrivenProcess, type DrivenProcess } from './process.ts';
import { createSimulatedLogger } from './simulated-logger.ts';
import { createSimulatedRunner } from './simulated-runner.ts';
import { createSimulatedTimers } from './simulated-timers.ts';

/** A slave with its real driver, in a simulated process. */
export interface DrivenSlave {
  readonly stop: () => void;
  readonly deliver: (frame: FrameToSlave) => void;
  readonly streamClosed: (reason: string) => void;
}

/** Ends the process as its driver has ended. */
function endProcess({ cluster }: SimulatedWorld, slave: SlaveNode, error: unknown): void {
  if (error !== null) cluster.reportViolation('never-impossible', () => `${slave.id}: ${messageOf(error)}`);
  exitSlave(cluster, slave);
}

/** Receives the log lines of a slave. */
function logLine({ cluster }: SimulatedWorld, slave: SlaveNode, line: LoggedLine): void {
  const { event, message } = line;
  cluster.transcribe(slave.id, () => message);
  cluster.eventLogged(event === 'task.success' && line['replayed'] === true ? 'replay.acknowledged' : event);
  // It may leave without an answer to these.
  if (event === 'report.abandoned' || event === 'report.kept')
    slave.unacknowledged.delete(attemptKey({ taskId: String(line['taskId']), attempt: Number(line['attempt']) }));
}

/** Records what a line of the journal says has started. */
function startExecution({ cluster }: SimulatedWorld, slave: SlaveNode, entry: JournalEntry): void {
  const { taskId, attempt, nonce } = entry;
  const work = slave.core?.running?.work ?? { kind: 'sleep', sleepSeconds: 0 };
  recordStarted(cluster, slave, { taskId, attempt, nonce, sleepMs: sleepMsOf(work), work });
}

/** Returns how an execution has ended, by a line of the journal. */
function endOf(entry: JournalEntry, journalBroken: boolean): ExecutionEnd {
  if (journalBroken || entry.event === 'started') return { how: 'aborted' };
  const { event: how, resultSha256 } = { resultSha256: undefined, ...entry };
  return resultSha256 === undefined ? { how } : { how, resultSha256 };
}

/** Records what a line of the journal says has ended. An end that cannot be written does not count as finished. */
function endExecution({ cluster }: SimulatedWorld, slave: SlaveNode, entry: JournalEntry): void {
  const { execution, journalBroken } = slave;
  if (execution?.nonce !== entry.nonce)
    return cluster.reportViolation(
      'one-at-a-time',
      () => `${slave.id} ended ${attemptKey(entry)}, which is not running`,
    );
  recordEnded(cluster, slave, execution, endOf(entry, journalBroken));
}

/** Writes a line to the journal of a slave, from which the observer learns what is running. */
function appendToJournal(world: SimulatedWorld, slave: SlaveNode, entry: JournalEntry): void {
  if (entry.event !== 'started') endExecution(world, slave, entry);
  if (slave.journalBroken) throw new Error('the disk is full');
  if (entry.event === 'started') startExecution(world, slave, entry);
}

/** The stream of a process that crashed before it could connect. */
const UNCONNECTED: MasterStream = {
  write: () => true,
  writeReports: () => true,
  end: () => undefined,
  close: () => undefined,
};

/** Opens a link to a master, and returns the stream over it. */
function openStream(
  world: SimulatedWorld,
  slave: SlaveNode,
  process: DrivenProcess,
  address: string,
  listener: MasterStreamListener,
): MasterStream {
  const { cluster } = world;
  const id = `${instanceOf(slave)}/${slave.nextLink}`;
  slave.nextLink += 1;
  if (!process.performs('connect')) return UNCONNECTED;
  slave.link = id;
  const link = openLink(cluster, id, slave.id, address);
  const buffer = createOutgoingBuffer(world, link, 'toMaster', () => process.enter(listener.onDrain));
  /** Writes what travels together. On the link each message has a frame of its own, so that it may also be cut in two. */
  const write = (messages: readonly SlaveMessage[]): boolean => {
    const kinds = messages.map(({ kind }) => kind).join(', ');
    if (!process.performs(`send ${kinds}`) || link.slaveSide === 'closed') return true;
    if (link.slaveSide === 'ending')
      cluster.reportViolation('never-impossible', () => `${slave.id} writes to a stream that it has ended`);
    for (const message of messages) {
      cluster.messageSent(slave.id, link.master, message);
      sendToMaster(cluster, link, { kind: 'message', message });
    }
    return buffer.wrote();
  };
  return {
    write: (message) => write([message]),
    writeReports: write,
    end: () => {
      if (!process.performs('the end of a session') || link.slaveSide !== 'open') return;
      sendToMaster(cluster, link, { kind: 'end' });
      link.slaveSide = 'ending';
    },
    close: () => {
      if (!process.isAlive() || link.slaveSide === 'closed') return;
      if (slave.link === id) slave.link = null;
      closeLinkAtSlave(cluster, link);
      reportLate(world, process, listener);
    },
  };
}

/** Creates the disk on which a slave keeps reports. It never fails. */
function createSimulatedDisk(slave: SlaveNode, process: DrivenProcess): ReportStore {
  return {
    keep: (report) => {
      if (process.performs('a report on disk')) keepReport(slave, report);
      return null;
    },
    drop: (attempt) => {
      if (process.performs('the removal of a report')) slave.disk.delete(attemptKey(attempt));
    },
  };
}

/** Starts the real driver of a slave in the present incarnation of its process. */
export function startDrivenSlave(world: SimulatedWorld, slave: SlaveNode): DrivenSlave {
  const { cluster, random } = world;
  const process = createDrivenProcess(world, slave);
  let nonces = 0;
  let current: MasterStreamListener | null = null;
  const timers = createSimulatedTimers(world, slave, process);
  const driver = createDriver({
    state: slave.core as SlaveState,
    timers,
    runner: createSimulatedRunner(timers),
    reportStore: createSimulatedDisk(slave, process),
    openStream: (address, listener) => {
      current = listener;
      return openStream(world, slave, process, address, listener);
    },
    journal: {
      append: (entry) => {
        if (process.performs('a journal line')) appendToJournal(world, slave, entry);
      },
      close: () => undefined,
    },
    logger: createSimulatedLogger(process, (line) => logLine(world, slave, line)),
    failpoint: { isEnabled: false, hit: () => undefined },
    random: random.fraction,
    newNonce: () => `${instanceOf(slave)} ${(nonces += 1)}`,
    drainTimeoutMs: DRAIN_TIMEOUT_MS,
    onEnded: (error) => {
      if (process.isAlive()) endProcess(world, slave, error);
    },
  });
  process.enter(driver.start);

  const deliver = (frame: FrameToSlave): void => {
    const link = slave.link === null ? undefined : cluster.link(slave.link);
    if (current === null || link === undefined) return;
    switch (frame.kind) {
      case 'accepted':
        if (link.slaveSide === 'connecting') link.slaveSide = 'open';
        return current.onReady();
      case 'message': {
        const verdict = observeMessage(cluster, slave, link, frame);
        current.onMessages([frame.message]);
        return checkEpoch(cluster, slave, link, verdict);
      }
      case 'ended':
        return current.onEnd(frame.reason);
      case 'broken':
        return current.onEnd('connection broken');
    }
  };
  return {
    stop: () => process.enter(driver.stop),
    deliver: (frame) => process.enter(() => deliver(frame)),
    streamClosed: (reason) => process.enter(() => current?.onEnd(reason)),
  };
}
