import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Project } from '@steadfast/chaos/containers/project';
import { outputOf, waitUntil } from '@steadfast/runtime/testing';
import { runScript, startProject } from './support/cluster.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = fileURLToPath(new URL('support/foreign_slave.py', import.meta.url));

/** More than three slaves can finish before the Python slave has registered. */
const TASKS = 40;

/** Installing two packages takes seconds; far longer on a busy machine or a slow line. */
const INSTALL_TIMEOUT_MS = 600_000;

/** Each of the ten cases of the Python program ends within 30 seconds. */
const PROGRAM_TIMEOUT_MS = 400_000;

/** The remaining tasks take seconds; a busy machine may need minutes. */
const FINISH_MS = 600_000;

/** Creates a virtual environment with the compiler of the proto file, and returns its Python. */
async function preparePython(): Promise<string> {
  const folder = join(ROOT, '.steadfast/python');
  const python = join(folder, 'bin/python');
  if (!existsSync(join(folder, 'complete'))) {
    const packages = ['grpcio==1.85.1', 'grpcio-tools==1.85.1'];
    const options = { timeoutMs: INSTALL_TIMEOUT_MS };
    await outputOf('python3', ['-m', 'venv', folder], options);
    await outputOf(python, ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', ...packages], options);
    await writeFile(join(folder, 'complete'), '');
  }
  return python;
}

describe('a Python slave built from the proto file alone', { timeout: 1_200_000 }, () => {
  let project: Project;
  let results: Record<string, unknown>;
  let finishedBefore: number;
  const finished = async (): Promise<number> => {
    const log = await readFile(join(project.records, 'masters/master1.log'), 'utf8');
    return log.split('\n').filter((line) => line.includes('"event":"task.success"')).length;
  };
  before(async () => {
    const python = await preparePython();
    project = await startProject();
    finishedBefore = await finished();
    await runScript('seed', { COUNT: `${TASKS}`, MIN_SLEEP: '0.5', MAX_SLEEP: '1' });
    const address = `127.0.0.1:${process.env['STEADFAST_PORT'] ?? 50051}`;
    const stdout = await outputOf(python, [PROGRAM, address, join(ROOT, 'proto')], { timeoutMs: PROGRAM_TIMEOUT_MS });
    results = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  });

  test('registers, runs a task, and receives its acknowledgement', () => {
    const { response, same } = results['run_task'] as { response: unknown; same: unknown };
    assert.deepEqual({ response, same }, { response: 'acknowledge', same: true });
  });

  /** The result of each case of the Python program: a gRPC status, or the kind of the master's response. */
  const EXPECTED: Readonly<Record<string, readonly [name: string, result: string]>> = {
    message_before_register: ['is rejected if it sends another message before Register', 'INVALID_ARGUMENT'],
    second_register: ['is rejected if it sends Register twice', 'INVALID_ARGUMENT'],
    unknown_protocol_version: ['is rejected with an unknown protocol version', 'FAILED_PRECONDITION'],
    instance_of_another_slave: ['is rejected with the instance of another slave', 'UNAUTHENTICATED'],
    instance_of_another_slave_in_version_1: ['is rejected with it in protocol version 1, too', 'INVALID_ARGUMENT'],
    version_1: ['is accepted with protocol version 1', 'welcome'],
    invalid_host: ['is rejected with an invalid host name', 'INVALID_ARGUMENT'],
    empty_message: ['is rejected if it sends an empty message', 'INVALID_ARGUMENT'],
    oversized_message: ['is rejected if it sends an oversized message', 'RESOURCE_EXHAUSTED'],
    host_in_use: ['is rejected with the host name of a connected slave', 'ALREADY_EXISTS'],
    report_without_assignment: ['is told to abort a task that it was never assigned', 'abort'],
    disconnect: ['is accepted even if it disconnects right after Register', 'welcome'],
  };
  for (const [id, [name, result]] of Object.entries(EXPECTED)) test(name, () => assert.equal(results[id], result));

  test('does not keep the other slaves from finishing all tasks', async () => {
    await waitUntil('all tasks have succeeded', async () => (await finished()) >= finishedBefore + TASKS, {
      timeoutMs: FINISH_MS,
      pollMs: 100,
    });
  });
});
