import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { BSON } from 'mongodb';
import { instanceOf, SECRET_BYTES } from '@steadfast/protocol';
import { closeLog, openLog } from '@steadfast/runtime';
import { runSlave } from '@steadfast/slave';
import { listSlaves } from './support/inspect.ts';
import { numberedTasks } from './support/numbered-tasks.ts';
import { openRawPeer } from './support/raw-peer.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { waitForAllSuccesses, waitForJoined } from './support/waits.ts';

const mongod = sharedMongod();

/** Returns how a secret may look in a text: encoded, or as a list of numbers. */
function appearances(secret: Buffer): readonly string[] {
  const encoded = (['hex', 'base64', 'base64url', 'latin1'] as const).map((encoding) => secret.toString(encoding));
  return [...encoded, secret.toString('hex').toUpperCase(), [...secret].join(), [...secret].join(', ')];
}

/** Reads all logs, journals and other files of a run, the whole database, and what the inspection shows. */
async function readEverything(testbed: Testbed): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const entry of await readdir(testbed.directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      texts.set(path, await readFile(path, 'latin1'));
    }
  for (const { name } of await testbed.database.listCollections().toArray()) {
    const documents = await testbed.database.collection(name).find().toArray();
    texts.set(name, BSON.EJSON.stringify(documents));
  }
  return texts.set('ListSlaves', JSON.stringify(await listSlaves(testbed)));
}

test('the secret of a slave is in no log, journal, document, ledger entry, answer or error', async (context) => {
  const controller = new AbortController();
  context.after(() => controller.abort());
  const masterOptions = ['--log-level', 'debug'];
  const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 0, masterOptions });
  const secret = randomBytes(SECRET_BYTES);
  const instance = instanceOf(secret);
  const logger = openLog({ level: 'debug', file: join(testbed.directory, 'known.log') });
  const ended = runSlave({
    addresses: testbed.cluster.masterAddresses,
    name: 'known',
    queues: ['default'],
    keepsReports: 'none',
    secret,
    journalPath: join(testbed.directory, 'known.jsonl'),
    drainTimeoutMs: 0,
    work: null,
    logger,
    signal: controller.signal,
  });
  await waitForJoined(testbed, 1, 'known');
  await testbed.insert(numberedTasks(0.1, 0.1));
  await waitForAllSuccesses(testbed);
  const errors: string[] = [];
  for (const register of [
    { host: 'known', instance: instanceOf(randomBytes(SECRET_BYTES)), protocolVersion: 2, secret },
    { host: 'known', instance, protocolVersion: 1, secret },
    { host: 'known', instance, protocolVersion: 2, secret: Buffer.concat([secret, secret]) },
    { host: 'another name', instance, protocolVersion: 2, secret },
  ]) {
    const peer = openRawPeer(testbed);
    peer.send({ register });
    errors.push(await peer.waitForOutcome());
  }
  testbed.chaos.recordStop('known', 0);
  const texts = await readEverything(testbed);
  texts.set('errors', errors.join('\n'));
  for (const place of ['known.log', 'known.jsonl', 'master1.log', 'tasks', 'ledger', 'ListSlaves', 'errors'])
    assert.ok(
      [...texts].some(([name, text]) => name.endsWith(place) && text.includes('known')),
      `${place} was searched`,
    );
  for (const [name, text] of texts)
    for (const appearance of appearances(secret)) assert.equal(text.includes(appearance), false, name);
  controller.abort();
  await ended;
  await closeLog(logger);
});
