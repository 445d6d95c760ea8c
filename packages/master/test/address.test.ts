import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isValidHost } from '@steadfast/protocol';
import { defaultName, reachableAddress } from '../src/address.ts';

describe('the address at which others reach a master', () => {
  const addresses: readonly [listen: string, reachable: string][] = [
    ['127.0.0.1:50051', '127.0.0.1:50051'],
    ['db.example:50051', 'db.example:50051'],
    ['[2001:db8::1]:50051', '[2001:db8::1]:50051'],
    ['0.0.0.0:50051', 'machine:50051'],
    ['[::]:50051', 'machine:50051'],
    ['[0:0:0:0:0:0:0:0]:50051', 'machine:50051'],
    ['127.0.0.1:0', '127.0.0.1:777'],
    ['0.0.0.0:0', 'machine:777'],
  ];
  for (const [listen, reachable] of addresses)
    test(`is ${reachable} when it listens on ${listen}`, () => {
      assert.equal(reachableAddress(listen, 777, 'machine'), reachable);
    });
});

describe('the default name of a master', () => {
  test('stays the same over restarts, and differs between the masters of a machine by their port', () => {
    assert.equal(defaultName('0.0.0.0:50051', 'machine', 'a1'), 'machine-50051');
    assert.equal(defaultName('0.0.0.0:50051', 'machine', 'b2'), 'machine-50051');
    assert.equal(defaultName('0.0.0.0:50052', 'machine', 'a1'), 'machine-50052');
  });

  test('is unique on a random port', () => {
    assert.equal(defaultName('127.0.0.1:0', 'machine', '774587ac-3928-4ba7'), 'machine-774587ac');
  });

  test('is valid for every host name', () => {
    for (const hostName of ['x'.repeat(64), 'maschine-größe', 'two words'])
      for (const listen of ['0.0.0.0:65535', '0.0.0.0:0'])
        assert.ok(isValidHost(defaultName(listen, hostName, '774587ac-3928-4ba7')), hostName);
  });
});
