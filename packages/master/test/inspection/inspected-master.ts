import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { credentials, status, type Client, type ServiceError } from '@grpc/grpc-js';
import {
  INSPECTOR_CHANNEL_OPTIONS,
  InspectorServiceClient,
  type InspectorClient,
} from '@steadfast/protocol/inspection';
import type { Document } from 'mongodb';
import { startMaster, type MasterProcess } from '../master-process.ts';
import { until } from '../raw-client.ts';
import type { TestServer } from '../store/mongo-fixture.ts';

const SLAVE_MAIN = fileURLToPath(new URL('../../../slave/src/main.ts', import.meta.url));

/** A master in a process of its own, and where it listens. */
export interface Subject {
  readonly master: MasterProcess;
  readonly address: string;
  readonly inspector: InspectorClient;
}

/** Makes a client of a service on this machine; it is closed when the test has ended. */
export function connect<Made extends Client>(
  context: TestContext,
  Class: new (...parameters: ConstructorParameters<typeof Client>) => Made,
  address: string,
): Made {
  const client = new Class(address, credentials.createInsecure(), INSPECTOR_CHANNEL_OPTIONS);
  context.after(() => client.close());
  return client;
}

/** Starts a master at a MongoDB URL; `ready` is the event that it logs when it can be asked. */
export async function startSubject(
  context: TestContext,
  mongoUrl: string,
  { name = 'master1', ready = 'epoch.ready' } = {},
): Promise<Subject> {
  const master = startMaster(context, ['--mongo-url', mongoUrl, '--listen', '127.0.0.1:0', '--name', name]);
  const { port } = await master.untilLogged('master.listening');
  await master.untilLogged(ready);
  const address = `127.0.0.1:${port}`;
  return { master, address, inspector: connect(context, InspectorServiceClient, address) };
}

/** Starts a real slave; gives a function that kills it. */
export async function startSlave(context: TestContext, address: string, name: string): Promise<() => void> {
  const folder = await mkdtemp(join(tmpdir(), 'steadfast-inspection-'));
  const parameters = ['--master', address, '--name', name, '--journal', join(folder, 'journal.jsonl')];
  const child = spawn(process.execPath, [SLAVE_MAIN, ...parameters], { stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const kill = (): void => void child.kill('SIGKILL');
  context.after(async () => {
    kill();
    await exited;
    await rm(folder, { recursive: true, force: true });
  });
  return kill;
}

type UnaryCall<Request, Response> = (
  request: Request,
  callback: (error: ServiceError | null, response?: Response) => void,
) => unknown;

/** Asks once; gives the answer. */
export function answerOf<Request, Response>(call: UnaryCall<Request, Response>, request: Request): Promise<Response> {
  return new Promise((resolve, reject) => {
    call(request, (error, response) => {
      if (response === undefined) reject(error ?? new Error('neither an answer nor an error'));
      else resolve(response);
    });
  });
}

/** Asks once; gives the error, as `NOT_FOUND: …`. */
export function errorOf<Request, Response>(call: UnaryCall<Request, Response>, request: Request): Promise<string> {
  return new Promise((resolve) => {
    call(request, (error) => resolve(error === null ? 'OK' : `${status[error.code]}: ${error.details}`));
  });
}

/** Inserts task documents. */
export async function insertTasks(
  { client }: TestServer,
  database: string,
  ...tasks: readonly Document[]
): Promise<void> {
  return void (await client
    .db(database)
    .collection('tasks')
    .insertMany([...tasks]));
}

/** Waits until the indexes that inspection needs are there. */
export function untilIndexed({ client }: TestServer, database: string): Promise<void> {
  return until(
    'the indexes are made',
    async () => (await client.db(database).collection('tasks').indexes()).length >= 5,
  );
}
