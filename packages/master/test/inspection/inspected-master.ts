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
import { waitUntil } from '@steadfast/runtime/testing';
import { startMaster, type MasterProcess } from '../master-process.ts';
import type { TestServer } from '../store/mongo-fixture.ts';

const SLAVE_MAIN = fileURLToPath(new URL('../../../slave/src/main.ts', import.meta.url));

/** A master in a process of its own, its address, and a client of its inspector service. */
export interface InspectedMaster {
  readonly master: MasterProcess;
  readonly address: string;
  readonly port: number;
  readonly inspector: InspectorClient;
}

/** Creates a client of a gRPC service; it is closed after the test. */
export function connect<Service extends Client>(
  context: TestContext,
  Class: new (...parameters: ConstructorParameters<typeof Client>) => Service,
  address: string,
): Service {
  const client = new Class(address, credentials.createInsecure(), INSPECTOR_CHANNEL_OPTIONS);
  context.after(() => client.close());
  return client;
}

/** Starts a master at a MongoDB URL and waits until it logs the event `ready`. */
export async function startInspectedMaster(
  context: TestContext,
  mongoUrl: string,
  { name = 'master1', ready = 'epoch.ready' } = {},
): Promise<InspectedMaster> {
  const master = startMaster(context, ['--mongo-url', mongoUrl, '--listen', '127.0.0.1:0', '--name', name]);
  const { port = 0 } = await master.waitForEvent('master.listening');
  await master.waitForEvent(ready);
  const address = `127.0.0.1:${port}`;
  return { master, address, port, inspector: connect(context, InspectorServiceClient, address) };
}

/** Starts a slave process and returns a function that kills it. */
export async function startSlave(context: TestContext, address: string, name: string): Promise<() => void> {
  const folder = await mkdtemp(join(tmpdir(), 'steadfast-inspection-'));
  const parameters = ['--master', address, '--name', name, '--journal', join(folder, 'journal.jsonl')];
  const child = spawn(process.execPath, [SLAVE_MAIN, ...parameters], { stdio: 'ignore' });
  const kill = (): void => void child.kill('SIGKILL');
  context.after(async () => {
    kill();
    await waitUntil('the slave exits', () => child.exitCode !== null || child.signalCode !== null);
    await rm(folder, { recursive: true, force: true });
  });
  return kill;
}

type UnaryCall<Request, Response> = (
  request: Request,
  callback: (error: ServiceError | null, response?: Response) => void,
) => unknown;

/** Makes a unary call and resolves to the response. */
export function callUnary<Request, Response>(call: UnaryCall<Request, Response>, request: Request): Promise<Response> {
  return new Promise((resolve, reject) => {
    call(request, (error, response) => {
      if (response === undefined) reject(error ?? new Error('neither a response nor an error'));
      else resolve(response);
    });
  });
}

/** Makes a unary call and resolves to its status, such as `NOT_FOUND: …`. */
export function callForError<Request, Response>(call: UnaryCall<Request, Response>, request: Request): Promise<string> {
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

/** Waits until the indexes that inspection needs exist. */
export function waitForIndexes({ client }: TestServer, database: string): Promise<boolean> {
  return waitUntil(
    'the indexes exist',
    async () => (await client.db(database).collection('tasks').indexes()).length >= 7,
  );
}
