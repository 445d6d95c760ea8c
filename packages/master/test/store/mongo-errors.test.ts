import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MongoError, MongoNetworkError, MongoServerError } from 'mongodb';
import { UsageError } from '@steadfast/runtime';
import { toStoreError } from '../../src/store/mongo-errors.ts';
import { openMongoStore } from '../../src/store/open-mongo-store.ts';
import { StoreError } from '../../src/store/store.ts';

/** What is wrong with a URL, as its user is told. */
function faultOf(url: string): string {
  try {
    void openMongoStore(url).close();
  } catch (error) {
    assert.ok(error instanceof UsageError, `${url} is a usage error, not ${String(error)}`);
    return error.message;
  }
  return 'none';
}

describe('an error of the database', () => {
  test('is worth another try, unless a person must mend something', () => {
    assert.equal(toStoreError(new MongoNetworkError('connection 1 to 127.0.0.1:27017 closed')).retryable, true);
    for (const [code, retryable] of [
      [13, false],
      [18, false],
      [8_000, false],
      [11_600, true],
      [64, true],
    ] as const)
      assert.equal(toStoreError(new MongoServerError({ message: 'm', code })).retryable, retryable, `code ${code}`);
  });

  test('is passed on when it is one of the store, and thrown when it is a mistake in the program', () => {
    const known = new StoreError('m', true);
    assert.equal(toStoreError(known), known);
    assert.throws(() => toStoreError(new TypeError('undefined is not a function')), TypeError);
  });

  test('tells no password', () => {
    for (const url of [
      'mongodb://ulla:secret@host/db',
      'mongodb+srv://ulla:secret@host',
      'mongodb://ulla:se@cret@host/db',
    ]) {
      const { message } = toStoreError(new MongoError(`cannot reach ${url} now`));
      assert.doesNotMatch(message, /cret|ulla/);
      assert.match(message, /host/);
    }
  });
});

describe('a MongoDB URL', () => {
  test('that is malformed is a usage error which says what form it must have', () => {
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
      assert.match(faultOf(url), /^--mongo-url is malformed .*mongodb:\/\/HOST:PORT\/DATABASE$/s, url);
  });

  test('that is malformed is not quoted with its password', () => {
    for (const url of [
      'mongodb://ulla:se/cret@host/db',
      'mongodb://ulla:se@cret@host/db',
      'mongodb://ulla:se%ZZcret@host/db',
      'mongodb://ulla:secret@host:port/db',
      'mongodb://ulla:secret@host/db?nonsense=1',
      'http://ulla:secret@host/db',
      'mongodb://ulla:secret@host/a b',
    ])
      assert.doesNotMatch(faultOf(url), /cret|ulla/, url);
  });

  test('with a user name or password that is not percent-encoded is told so', () => {
    for (const url of ['mongodb://ulla:se/cret@host/db', 'mongodb://ulla:se@cret@host/db', 'mongodb://u%ZZlla:x@host'])
      assert.match(faultOf(url), /percent-encoded/, url);
  });

  test('may name several hosts, a database and options', () => {
    for (const url of [
      'mongodb://h',
      'mongodb://h1:1,h2:2/db?replicaSet=rs',
      'mongodb://ulla:se%40cret@h/',
      'mongodb://[::1]:7/x',
    ])
      assert.equal(faultOf(url), 'none', url);
  });
});
