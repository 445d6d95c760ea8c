import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { MongoServerError } from 'mongodb';
import { createLogger, transports } from 'winston';
import { InspectionError, toStatus } from '../../src/inspection/errors.ts';
import { toStoreError } from '../../src/store/mongo-errors.ts';

const logger = createLogger({ transports: [new transports.Console({ silent: true })] });

function serverError(code: number, message: string) {
  return toStoreError(new MongoServerError({ code, message }));
}

describe('the gRPC status of an inspection request', () => {
  for (const [what, error, code, details] of [
    ['an InspectionError', new InspectionError(status.NOT_FOUND, 'no such task'), 'NOT_FOUND', 'no such task'],
    [
      'a read that exceeded its time limit',
      serverError(50, 'operation exceeded time limit'),
      'DEADLINE_EXCEEDED',
      'the database read timed out',
    ],
    [
      'an index that does not exist yet',
      serverError(2, 'planner returned error: hint provided does not correspond to an existing index'),
      'UNAVAILABLE',
      'the index for this request is still being created; try again later',
    ],
    [
      'a database that refuses access',
      serverError(13, 'not authorized'),
      'FAILED_PRECONDITION',
      'database error: not authorized',
    ],
    [
      'an unavailable database, in one line and without credentials',
      serverError(6, 'connection to mongodb://ulla:secret@here failed\nplan: long'),
      'UNAVAILABLE',
      'database unavailable: connection to mongodb://…@here failed',
    ],
    [
      'an unexpected error, with details that are only logged',
      new TypeError('x is undefined'),
      'INTERNAL',
      'internal error; see the log of the master',
    ],
  ] as const)
    test(`is ${code} for ${what}`, () => {
      assert.deepEqual(toStatus(error, logger), { code: status[code], details });
    });
});
