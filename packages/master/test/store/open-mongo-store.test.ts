import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UsageError } from '@steadfast/runtime';
import { databaseAt, openMongoStore } from '../../src/store/open-mongo-store.ts';

/** Returns the error message for a URL; 'none' if it is accepted. */
function errorFor(url: string): string {
  try {
    void openMongoStore(url).close();
  } catch (error) {
    assert.ok(error instanceof UsageError, `${url} is a usage error, not ${String(error)}`);
    return error.message;
  }
  return 'none';
}

/** The driver's default is 30 s, which is too long for those who wait for an answer. */
const MAX_TIMEOUT_MS = 2_000;

test('a client of the database gives up on an unavailable server after two seconds', async () => {
  const { client } = databaseAt('mongodb://127.0.0.1:9/', {});
  const { serverSelectionTimeoutMS, connectTimeoutMS } = client.options;
  assert.ok(serverSelectionTimeoutMS <= MAX_TIMEOUT_MS && connectTimeoutMS <= MAX_TIMEOUT_MS);
  await client.close();
});

describe('a MongoDB URL', () => {
  test('is rejected with a usage error that names the expected form if it is malformed', () => {
    for (const url of [
      '',
      'localhost:27017',
      'http://127.0.0.1:27017',
      'mongodb://',
      'mongodb:///db',
      'mongodb://host:port',
      'mongodb://host:99999',
      'mongodb://host:-1',
      'mongodb://host/?replicaSet',
      'mongodb://host/?nonsense=1',
      'mongodb://host/?directConnection=maybe',
      'mongodb://host/?maxPoolSize=many',
      'mongodb://host/a b',
      'mongodb://host/a%ZZ',
      'mongodb://host/a.b',
      'mongodb://host/a$b',
      'mongodb://a@b@host/db',
    ])
      assert.match(errorFor(url), /^--mongo-url is not a MongoDB URL such as mongodb:\/\/127\.0\.0\.1:27017\/: ./, url);
  });

  test('is not quoted with its credentials if it is malformed', () => {
    for (const url of [
      'mongodb://ulla:se/cret@host/db',
      'mongodb://ulla:se@cret@host/db',
      'mongodb://ulla:se%ZZcret@host/db',
      'mongodb://ulla:secret@host:port/db',
      'mongodb://ulla:secret@host/db?nonsense=1',
      'http://ulla:secret@host/db',
      'mongodb://ulla:secret@host/a b',
      'mongodb://ulla:secret',
      'mongodb://ulla:secret#db',
      'mongodb://127.0.0.1:1/ulla:secret.a',
      'mongodb://ulla:secret@',
      'mongodb://ulla:secret@/#db',
      'mongodb+srv://ulla:secret@host:1',
    ])
      assert.doesNotMatch(errorFor(url), /cret|ulla/, url);
  });

  test('is rejected with advice if its user name or password is not percent-encoded', () => {
    for (const url of ['mongodb://ulla:se/cret@host/db', 'mongodb://ulla:se@cret@host/db', 'mongodb://u%ZZlla:x@host'])
      assert.match(errorFor(url), /percent-encoded/, url);
  });

  test('may contain several hosts, a database and options', () => {
    for (const url of [
      'mongodb://h',
      'mongodb://h1:1,h2:2/db?replicaSet=rs',
      'mongodb://ulla:se%40cret@h/',
      'mongodb://[::1]:7/x',
    ])
      assert.equal(errorFor(url), 'none', url);
  });
});
