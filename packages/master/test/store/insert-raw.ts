import { connect } from 'node:net';
import { BSON } from 'mongodb';
import { waitUntil } from '@steadfast/runtime/testing';
import type { TestServer } from './mongo-fixture.ts';

/** Inserts a document given as BSON, which the driver could not write. */
export async function insertRaw({ mongod }: TestServer, database: string, document: Buffer): Promise<void> {
  const command = BSON.serialize({ insert: 'tasks', $db: database });
  const name = Buffer.from('documents\0');
  const section = Buffer.alloc(5);
  section[0] = 1;
  section.writeInt32LE(4 + name.length + document.length, 1);
  // An OP_MSG (2013) of a body and a sequence of documents.
  const message = Buffer.concat([Buffer.alloc(21), command, section, name, document]);
  for (const [offset, value] of [message.length, 1, 0, 2013, 0].entries()) message.writeInt32LE(value, 4 * offset);
  const socket = connect(mongod.port, '127.0.0.1').resume();
  socket.write(message);
  await waitUntil('the server has replied', () => socket.bytesRead > 0);
  socket.destroy();
}
