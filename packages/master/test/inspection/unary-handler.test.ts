import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { createLogger, transports } from 'winston';
import { createUnaryHandlers } from '../../src/inspection/unary-handler.ts';

describe('the unary handlers of inspection', () => {
  test('reject the 33rd concurrent request, and accept one again after a response', async () => {
    const logger = createLogger({ transports: [new transports.Console({ silent: true })] });
    const { promise, resolve } = Promise.withResolvers<string>();
    const handler = createUnaryHandlers(logger)<string, string>(() => promise);
    const results: string[] = [];
    const callback: sendUnaryData<string> = (error, response) => void results.push(response ?? String(error?.code));
    const call = (): void => handler({ request: '' } as ServerUnaryCall<string, string>, callback);
    for (let calls = 0; calls < 33; calls += 1) call();
    assert.deepEqual(results, [String(status.RESOURCE_EXHAUSTED)]);
    resolve('response');
    await new Promise(setImmediate);
    call();
    await new Promise(setImmediate);
    assert.deepEqual(
      results.slice(1),
      Array.from({ length: 33 }, () => 'response'),
    );
  });
});
