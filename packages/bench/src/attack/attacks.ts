/**
 * What a hostile peer can do to a master that it reaches. Each attack runs in a process of its own, against a cluster on
 * the loopback interface, and is bounded in time and requests.
 */
import { connect as connectHttp2, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import { INSPECTOR_CHANNEL_OPTIONS, InspectorServiceClient, type SlaveInfo } from '@steadfast/protocol/inspection';
import { openClient, registerRequest } from './hostile-peer.ts';

/** What an attack works with. */
export interface AttackContext {
  /** HOST:PORT of the master. */
  readonly address: string;
  /** Aborts when the attack is to end. */
  readonly signal: AbortSignal;
  /** Counts something, for the report. Aborts the attack when the total becomes too large. */
  readonly count: (what: string) => void;
}

/** An attack. */
export interface Attack {
  readonly title: string;
  readonly run: (context: AttackContext) => Promise<void>;
}

/** ListTasks with a page size of 1,000, as a gRPC message. */
const LIST_TASKS = Buffer.from([0, 0, 0, 0, 3, 0x20, 0xe8, 0x07]);

const PINNING_CONNECTIONS = 40;
const SILENT_CONNECTIONS = 625;
const STREAMS_PER_CONNECTION = 16;
const LYING_SESSIONS = 8;
const CHURNING_SESSIONS = 12;

/** Pause between attempts to take the place of a slave: less than a task of the healthy slave takes. */
const IMPERSONATE_MS = 5;

/** How often a connection that the master closed is opened again. */
const REOPEN_MS = 20;

function openStream(session: ClientHttp2Session, method: string): ClientHttp2Stream {
  const headers = {
    ':method': 'POST',
    ':path': `/steadfast.v1.${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
  };
  return session.request(headers).on('error', () => undefined);
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Keeps a number of HTTP/2 connections open; `use` is called for each that is opened. */
async function keepConnections(
  { address, signal, count }: AttackContext,
  connections: number,
  settings: { readonly initialWindowSize?: number },
  use: (session: ClientHttp2Session) => void,
): Promise<void> {
  const keepOne = async (): Promise<void> => {
    while (!signal.aborted) {
      const session = connectHttp2(`http://${address}`, { settings }).on('error', () => undefined);
      count('connections');
      session.once('connect', () => use(session));
      const closed = new Promise((resolve) => session.once('close', resolve));
      await Promise.race([closed, whenAborted(signal)]);
      session.destroy();
      await delay(REOPEN_MS);
    }
  };
  await Promise.all(Array.from({ length: connections }, keepOne));
}

/** Requests pages of tasks and reads none of the responses. */
function pinResponses(context: AttackContext): Promise<void> {
  return keepConnections(context, PINNING_CONNECTIONS, { initialWindowSize: 0 }, (session) => {
    for (let index = 0; index < STREAMS_PER_CONNECTION; index += 1) {
      context.count('requests');
      openStream(session, 'InspectorService/ListTasks').end(LIST_TASKS);
    }
  });
}

/** Opens sessions that never register, as many as the master allows on each connection. */
function openSilentSessions(context: AttackContext): Promise<void> {
  return keepConnections(context, SILENT_CONNECTIONS, {}, (session) => {
    const open = (): void => {
      if (context.signal.aborted || session.closed || session.destroyed) return;
      context.count('sessions');
      const stream = openStream(session, 'SchedulerService/Session').resume();
      stream.once('close', () => setTimeout(open, REOPEN_MS));
    };
    for (let index = 0; index < STREAMS_PER_CONNECTION; index += 1) open();
  });
}

/** Reports attempts that never existed; 60 at a time on each session. */
async function reportFalsely({ address, signal, count }: AttackContext): Promise<void> {
  const lie = async (index: number): Promise<void> => {
    while (!signal.aborted) {
      const client = openClient(address);
      const call = client.session();
      let sent = 0;
      const send = (): void => {
        if (signal.aborted) return;
        count('reports');
        call.write({ finished: { taskId: JSON.stringify('x'.repeat(490) + (sent += 1)), attempt: 1 } });
      };
      const ended = new Promise((resolve) => call.on('error', resolve).on('end', resolve));
      call.on('data', ({ welcome, orders }) => {
        // Leaving, so that it is assigned no tasks: it is not the subject of this attack what a slave does to its own.
        if (welcome) call.write({ leaving: {} });
        if (welcome) for (let outstanding = 0; outstanding < 60; outstanding += 1) send();
        for (const { abort } of orders?.orders ?? []) if (abort) send();
      });
      call.write(registerRequest(`liar${index}`));
      await Promise.race([ended, whenAborted(signal)]);
      call.cancel();
      client.close();
      await delay(REOPEN_MS);
    }
  };
  await Promise.all(Array.from({ length: LYING_SESSIONS }, (_, index) => lie(index)));
}

/** Registers under ever new names, and cancels as soon as it is welcome. */
async function churn({ address, signal, count }: AttackContext): Promise<void> {
  const client = openClient(address);
  const churnOne = async (index: number): Promise<void> => {
    for (let round = 0; !signal.aborted; round += 1) {
      const call = client.session();
      count('registrations');
      const ended = new Promise((resolve) => call.on('error', resolve).on('end', resolve));
      call.on('data', () => call.cancel());
      call.write(registerRequest(`churn${index}-${round}`));
      await Promise.race([ended, whenAborted(signal)]);
      call.cancel();
      // A refusal that comes at once must not turn this into a busy loop of the attacker.
      await new Promise(setImmediate);
    }
  };
  await Promise.all(Array.from({ length: CHURNING_SESSIONS }, (_, index) => churnOne(index)));
  client.close();
}

/** Takes the place of slaves that are connected: with their names and instances, which anyone can list. */
async function impersonate({ address, signal, count }: AttackContext): Promise<void> {
  const inspector = new InspectorServiceClient(address, credentials.createInsecure(), INSPECTOR_CHANNEL_OPTIONS);
  const client = openClient(address);
  const listSlaves = (): Promise<readonly SlaveInfo[]> =>
    new Promise((resolve) => inspector.listSlaves({}, (_error, response) => resolve(response?.slaves ?? [])));
  const pose = async ({ host = '', instance = '', task }: SlaveInfo, protocolVersion: number): Promise<void> => {
    const call = client.session();
    count('impostors');
    const ended = new Promise((resolve) => call.on('error', resolve).on('end', resolve));
    call.on('data', ({ welcome }) => {
      if (welcome) count('accepted');
    });
    const { register } = registerRequest(host);
    call.write({ register: { ...register, instance, protocolVersion } });
    const { taskId = '', attempt = 0 } = task ?? {};
    if (taskId !== '') call.write({ finished: { taskId, attempt } });
    await Promise.race([ended, whenAborted(signal)]);
    call.cancel();
  };
  while (!signal.aborted) {
    const slaves = await listSlaves();
    // The first protocol version, too, in which nothing proves that a slave is the one that it claims to be.
    await Promise.all(slaves.flatMap((slave) => [1, 2].map((version) => pose(slave, version))));
    await delay(IMPERSONATE_MS);
  }
  for (const each of [inspector, client]) each.close();
}

/** The attacks, by name. */
export const ATTACKS = {
  unread: { title: `ListTasks on ${PINNING_CONNECTIONS} connections that read nothing`, run: pinResponses },
  reports: { title: `false Finished reports on ${LYING_SESSIONS} sessions`, run: reportFalsely },
  silent: {
    title: `${SILENT_CONNECTIONS * STREAMS_PER_CONNECTION} silent sessions on ${SILENT_CONNECTIONS} connections`,
    run: openSilentSessions,
  },
  forged: { title: 'the name and instance of a connected slave, with another secret', run: impersonate },
  churn: { title: `register and cancel on ${CHURNING_SESSIONS} streams`, run: churn },
} satisfies Record<string, Attack>;

/** The name of an attack. */
export type AttackName = keyof typeof ATTACKS;

/** Returns whether there is an attack of this name. */
export function isAttackName(name: string): name is AttackName {
  return Object.hasOwn(ATTACKS, name);
}
