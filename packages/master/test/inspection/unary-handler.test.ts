import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { MongoServerError } from 'mongodb';
import { createLogger, transports } from 'winston';
import { createUnaryHandlers, InspectionError, toStatus } from '../../src/inspection/unary-handler.ts';
import { toStoreError } from '../../src/store/mongo-errors.ts';

const logger = createLogger({ transports: [new transports.Console({ silent: true })] });

function fromServer(code: number, message: string) {
  return toStoreError(new MongoServerError({ code, message }));
}

describe('an error on the way to an answer', () => {
  for (const [what, error, code, details] of [
    ['that is foreseen is told', new InspectionError(status.NOT_FOUND, 'no such task'), 'NOT_FOUND', 'no such task'],
    [
      'of a read that took too long says so',
      fromServer(50, 'operation exceeded time limit'),
      'DEADLINE_EXCEEDED',
      'the database needs too long for this',
    ],
    [
      'of an index that is not there yet asks for patience',
      fromServer(2, 'planner returned error: hint provided does not correspond to an existing index'),
      'UNAVAILABLE',
      'the indexes for this are still being made; try again in a while',
    ],
    [
      'of a database that refuses this master says that waiting does not help',
      fromServer(13, 'not authorized'),
      'FAILED_PRECONDITION',
      'the database cannot be used: not authorized',
    ],
    [
      'of a database that is away is told in one line, without what a URL hides',
      fromServer(6, 'connection to mongodb://ulla:secret@here failed\nplan: long'),
      'UNAVAILABLE',
      'the database cannot be used: connection to mongodb://…@here failed',
    ],
    [
      'that nobody foresaw is told to the log alone',
      new TypeError('x is undefined'),
      'INTERNAL',
      'this failed; the log of the master says why',
    ],
  ] as const)
    test(what, () => assert.deepEqual(toStatus(error, logger), { code: status[code], details }));
});

test('requests beyond the thirty-second are refused, until one is answered', async () => {
  const answering = createUnaryHandlers(logger);
  const { promise, resolve } = Promise.withResolvers<string>();
  const handler = answering<string, string>(() => promise);
  const answers: string[] = [];
  const callback: sendUnaryData<string> = (error, answer) => void answers.push(answer ?? String(error?.code));
  const ask = (): void => handler({ request: '' } as ServerUnaryCall<string, string>, callback);
  for (let asked = 0; asked < 33; asked += 1) ask();
  assert.deepEqual(answers, [String(status.RESOURCE_EXHAUSTED)]);
  resolve('here');
  await new Promise(setImmediate);
  ask();
  await new Promise(setImmediate);
  assert.deepEqual(
    answers.slice(1),
    Array.from({ length: 33 }, () => 'here'),
  );
});
