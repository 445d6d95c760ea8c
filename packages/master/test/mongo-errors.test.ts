import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { toStoreError } from '../src/store/mongo-errors.ts';

describe('what goes wrong at the database', () => {
  test('is worth trying again when the network failed, even where the driver lets the bare error of a socket through', () => {
    const bare = Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' });
    for (const error of [bare, new MongoNetworkError('connection 3 closed')])
      assert.equal(toStoreError(error).retryable, true);
  });

  test('is not when a person has to mend it', () => {
    assert.equal(toStoreError(new MongoServerError({ message: 'not authorized', code: 13 })).retryable, false);
  });

  test('is thrown on when it is a mistake of ours', () => {
    const mistake = Object.assign(new TypeError('invalid argument'), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.throws(() => toStoreError(mistake), mistake);
  });
});
