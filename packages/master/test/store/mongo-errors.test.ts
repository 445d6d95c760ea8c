import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MongoError, MongoNetworkError, MongoServerError } from 'mongodb';
import { toStoreError, withStoreErrors } from '../../src/store/mongo-errors.ts';
import { StoreError } from '../../src/store/store.ts';

describe('an error of the MongoDB driver', () => {
  test('is retryable if the network failed, even if the driver did not wrap the error of the socket', () => {
    const unwrapped = Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' });
    const destroyed = Object.assign(new Error('Cannot call write after a stream was destroyed'), {
      code: 'ERR_STREAM_DESTROYED',
    });
    for (const error of [unwrapped, destroyed, new MongoNetworkError('connection 1 to 127.0.0.1:27017 closed')])
      assert.equal(toStoreError(error).retryable, true);
  });

  for (const [code, retryable] of [
    [13, false],
    [18, false],
    [8_000, false],
    [11_600, true],
    [64, true],
  ] as const)
    test(`with code ${code} is ${retryable ? 'retryable' : 'not retryable'}`, () => {
      assert.equal(toStoreError(new MongoServerError({ message: 'm', code })).retryable, retryable);
    });

  test('names the hosts and what to check when it is not retryable', () => {
    const { message } = toStoreError(new MongoServerError({ message: 'Authentication failed.', code: 18 }), 'a:1, b:2');
    assert.match(
      message,
      /^cannot use MongoDB at a:1, b:2: Authentication failed\.\nCheck user and password .*--mongo-url/,
    );
  });

  test('is returned unchanged if it is a StoreError already', () => {
    const known = new StoreError('m', true);
    assert.equal(toStoreError(known), known);
  });

  test('does not contain the credentials of a URL', () => {
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

describe('an error that does not come from the MongoDB driver or the network', () => {
  test('is rethrown', async () => {
    const bug = new TypeError('undefined is not a function');
    const invalidArgument = Object.assign(new TypeError('invalid argument'), { code: 'ERR_INVALID_ARG_TYPE' });
    for (const error of [bug, invalidArgument]) {
      assert.throws(() => toStoreError(error), error);
      await assert.rejects(
        withStoreErrors(() => Promise.reject(error)),
        error,
      );
    }
  });
});
