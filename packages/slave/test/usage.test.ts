import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { UsageError } from '@steadfast/runtime';
import { readOptions } from '../src/config.ts';
import { startSlaveProcess } from './slave-process.ts';

const JOURNAL = ['--journal', 'never-written.jsonl'];

async function workOf(...argv: string[]) {
  return (await readOptions([...JOURNAL, ...argv])).work;
}

describe('the command line of the slave', () => {
  test('sets addresses, name, journal and drain timeout', async () => {
    const argv = [...JOURNAL, '--master', 'a:1, b:2,[::1]:3', '--name', 'slave1', '--drain-timeout', '0.5'];
    const { addresses, name, journalPath, drainTimeoutMs } = await readOptions(argv);
    assert.deepEqual(
      { addresses, name, journalPath, drainTimeoutMs },
      {
        addresses: ['a:1', 'b:2', '[::1]:3'],
        name: 'slave1',
        journalPath: 'never-written.jsonl',
        drainTimeoutMs: 500,
      },
    );
  });

  test('sets what is run besides sleeps', async () => {
    assert.equal(await workOf(), null);
    assert.equal(await workOf('--memory-limit', '100'), null);
    const defaults = {
      allowsCommands: true,
      programs: null,
      handlersPath: null,
      memoryLimitBytes: null,
      abortGraceMs: 3000,
    };
    assert.deepEqual(await workOf('--allow-commands'), defaults);
    assert.deepEqual(await workOf('--allow-commands', '--name', 'slave1'), defaults);
    assert.deepEqual(await workOf('--allow-commands=*'), defaults);
    const programs = ['ffmpeg', '/bin/true'];
    assert.deepEqual(await workOf('--allow-commands=ffmpeg, /bin/true'), { ...defaults, programs });
    assert.deepEqual(await workOf('--handlers', './a.ts', '--memory-limit', '100', '--abort-grace', '0.5'), {
      ...defaults,
      allowsCommands: false,
      handlersPath: resolve('a.ts'),
      memoryLimitBytes: 100_000_000,
      abortGraceMs: 500,
    });
  });

  const wrong: readonly [what: string, argv: readonly string[], error: RegExp][] = [
    ['an empty module of handlers', [...JOURNAL, '--handlers='], /--handlers must name a file/],
    ['a truth value for programs', [...JOURNAL, '--allow-commands=true'], /--allow-commands must be a list/],
    ['a relative program', [...JOURNAL, '--allow-commands=bin/run'], /--allow-commands must be a list/],
    ['an empty program', [...JOURNAL, '--allow-commands=a,,b'], /--allow-commands must be a list/],
    ['too small a memory limit', [...JOURNAL, '--memory-limit', '1'], /--memory-limit must be/],
    ['a negative grace', [...JOURNAL, '--abort-grace=-1'], /--abort-grace must be/],
    ['no journal', [], /journal/],
    ['an empty journal', ['--journal='], /--journal/],
    ['an unknown option', [...JOURNAL, '--sleep', '3'], /sleep/],
    ['a master without a port', [...JOURNAL, '--master', 'localhost'], /--master must have the form HOST:PORT/],
    ['an empty master among several', [...JOURNAL, '--master', 'a:1,,b:2'], /--master/],
    ['too many masters', [...JOURNAL, '--master', Array.from({ length: 17 }, () => 'a:1').join(',')], /at most 16/],
    ['an empty name', [...JOURNAL, '--name='], /--name must be/],
    ['a name that is too long', [...JOURNAL, '--name', 'x'.repeat(10_000)], /--name must be/],
    ['a name with a line break', [...JOURNAL, '--name', 'a\nb'], /--name must be/],
    ['a negative drain timeout', [...JOURNAL, '--drain-timeout=-1'], /--drain-timeout must be/],
    ['a drain timeout that is not a number', [...JOURNAL, '--drain-timeout', 'soon'], /--drain-timeout must be/],
    ['an unknown failpoint', [...JOURNAL, '--failpoint', 'here'], /registered.*assigned.*started.*finished.*reported/s],
  ];
  for (const [what, argv, error] of wrong) {
    test(`is rejected with ${what}`, async () => {
      await assert.rejects(readOptions(argv), (thrown) => thrown instanceof UsageError && error.test(thrown.message));
    });
  }
});

describe('the slave program', { concurrency: 2 }, () => {
  test('prints its options with --help', async () => {
    const { code, stdout } = await startSlaveProcess(['--help']).waitForExit();
    assert.equal(code, 0);
    for (const word of ['--master', '--name', '--journal', '--drain-timeout', 'STEADFAST_MASTER'])
      assert.ok(stdout.includes(word), word);
    assert.doesNotMatch(stdout, /failpoint/);
  });

  const wrong: readonly [what: string, argv: readonly string[], environment: Record<string, string>, error: RegExp][] =
    [
      ['no option is given', [], {}, /journal/],
      ['a folder does not exist', ['--journal', '/none/x/j'], {}, /the folder \/none\/x does not exist; .*--journal/],
      ['the journal cannot be written', ['--journal', tmpdir()], {}, /cannot write the journal.*--journal/s],
      ['the log cannot be written', [...JOURNAL, '--log-file', tmpdir()], {}, /--log-file/],
      [
        'an environment variable is invalid',
        [],
        { STEADFAST_JOURNAL: 'never-written.jsonl', STEADFAST_MASTER: 'nowhere', STEADFAST_MONGO_URL: 'for others' },
        /--master/,
      ],
    ];
  for (const [what, argv, environment, error] of wrong) {
    test(`exits with code 2 and names the option when ${what}`, async () => {
      const { code, stderr } = await startSlaveProcess(argv, environment).waitForExit();
      assert.equal(code, 2, stderr);
      assert.match(stderr, error);
    });
  }
});
