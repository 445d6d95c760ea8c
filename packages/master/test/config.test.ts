import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, test } from 'node:test';
import { UsageError } from '@steadfast/runtime';
import { readOptions } from '../src/config.ts';

const URL = ['--mongo-url', 'mongodb://127.0.0.1'];

describe('the options of a master', () => {
  test('have defaults, except for the database', async () => {
    const { config, mongoUrl, listen, stopTimeoutMs, log } = await readOptions(URL);
    const { recoveryGraceMs, placementDeadlineMs, retentionMs } = config;
    assert.deepEqual([mongoUrl, listen], ['mongodb://127.0.0.1', '0.0.0.0:50051']);
    assert.deepEqual([recoveryGraceMs, placementDeadlineMs, retentionMs], [10_000, 5_000, 7 * 86_400_000]);
    assert.deepEqual([stopTimeoutMs, log.level, log.file], [10_000, 'info', undefined]);
  });

  test('are converted from seconds and hours to milliseconds', async () => {
    const times = [
      '--recovery-grace',
      '0.5',
      '--placement-deadline',
      '2',
      '--ledger-retention',
      '1',
      '--stop-timeout',
      '3',
    ];
    const { config, stopTimeoutMs } = await readOptions([...URL, ...times]);
    assert.deepEqual([config.recoveryGraceMs, config.placementDeadlineMs], [500, 2_000]);
    assert.deepEqual([config.retentionMs, stopTimeoutMs], [3_600_000, 3_000]);
  });

  test('name the master and its address after the machine and the port, if they are not given', async () => {
    const { config, addressOn } = await readOptions([...URL, '--listen', '0.0.0.0:7']);
    assert.match(config.name, /^[A-Za-z0-9._-]+-7$/);
    assert.equal(addressOn(7), `${hostname()}:7`);
    const given = await readOptions([...URL, '--name', 'master1', '--advertise', 'a.example:8']);
    assert.deepEqual([given.config.name, given.addressOn(50_051)], ['master1', 'a.example:8']);
  });

  test('include a new instance for each process', async () => {
    const [first, second] = [await readOptions(URL), await readOptions(URL)];
    assert.notEqual(first.config.instance, second.config.instance);
  });

  for (const [fault, more, message] of [
    ['an unknown option', ['--nonsense', '1'], /nonsense/],
    ['a positional argument', ['more'], /Too many non-option arguments/],
    ['an address without a host', ['--listen', '50051'], /--listen must have the form HOST:PORT/],
    ['an invalid port', ['--listen', '127.0.0.1:99999'], /--listen must have the form HOST:PORT/],
    ['an advertised address without a port', ['--advertise', 'a'], /--advertise must have the form HOST:PORT/],
    ['an advertised wildcard', ['--advertise', '0.0.0.0:1'], /--advertise must be an address that others can connect/],
    ['a name with a space', ['--name', 'a b'], /--name must be 1 to 63 letters/],
    ['an empty name', ['--name', ''], /name/],
    ['a name of 10 kB', ['--name', 'x'.repeat(10_000)], /--name must be 1 to 63 letters/],
    ['a time that is not a number', ['--recovery-grace', 'long'], /--recovery-grace must be a number from 0.1/],
    ['a negative time', ['--placement-deadline=-1'], /--placement-deadline must be a number/],
    ['an infinite time', ['--stop-timeout', 'Infinity'], /--stop-timeout must be a number/],
    ['a retention of zero', ['--ledger-retention', '0'], /--ledger-retention must be a number/],
    ['an unknown log level', ['--log-level', 'loud'], /log-level/],
    ['an unknown failpoint', ['--failpoint', 'x'], /--failpoint x is unknown; use one of these/],
    ['a failpoint with an invalid count', ['--failpoint', 'received/finished#0'], /use one of these/],
  ] as const)
    test(`are rejected with a usage error if they contain ${fault}`, async () => {
      await assert.rejects(readOptions([...URL, ...more]), (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, message);
        return true;
      });
    });
});
