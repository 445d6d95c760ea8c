import { after, before, describe } from 'node:test';
import { openMongoSubject, startTestServer, type TestServer } from './mongo-subject.ts';
import { storeContract } from './store-contract.ts';

describe('the store in MongoDB', () => {
  let server: TestServer;
  before(async () => void (server = await startTestServer()));
  after(() => server.stop());

  storeContract((context) => openMongoSubject(server, context));
});
