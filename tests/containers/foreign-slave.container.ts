import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import type { Project } from '@steadfast/chaos/containers/project';
import { script, upProject } from './support/cluster.ts';

const run = promisify(execFile);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = fileURLToPath(new URL('support/foreign_slave.py', import.meta.url));

/** More than three slaves have done before the stranger is gone. */
const TASKS = 40;

/** A Python of our own, with what makes stubs of a proto file. */
async function preparePython(): Promise<string> {
  const folder = join(ROOT, '.steadfast/python');
  const python = join(folder, 'bin/python');
  if (!existsSync(join(folder, 'complete'))) {
    await run('python3', ['-m', 'venv', folder]);
    await run(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--only-binary=:all:',
      'grpcio==1.85.1',
      'grpcio-tools==1.85.1',
    ]);
    await run('touch', [join(folder, 'complete')]);
  }
  return python;
}

describe('a slave in Python, made from the proto file alone', { timeout: 240_000 }, () => {
  let project: Project;
  let results: Record<string, unknown>;
  let finishedBefore: number;
  const finished = async (): Promise<number> => {
    const log = await readFile(join(project.records, 'masters/master1.log'), 'utf8');
    return log.split('\n').filter((line) => line.includes('"event":"task.success"')).length;
  };
  before(async () => {
    const python = await preparePython();
    project = await upProject();
    finishedBefore = await finished();
    // More than the others can take at once: some are left for the stranger.
    await script('seed', { COUNT: `${TASKS}`, MIN_SLEEP: '0.5', MAX_SLEEP: '1' });
    const address = `127.0.0.1:${process.env['STEADFAST_PORT'] ?? 50051}`;
    const { stdout } = await run(python, [PROGRAM, address, join(ROOT, 'proto')]);
    results = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  });

  test('registers, runs a task, and is acknowledged', () => {
    const { answer, same } = results['run_a_task'] as { answer: unknown; same: unknown };
    assert.deepEqual({ answer, same }, { answer: 'acknowledge', same: true });
  });

  const ANSWERS: Readonly<Record<string, readonly [promise: string, answer: string]>> = {
    speak_before_registering: ['is told that Register comes first', 'INVALID_ARGUMENT'],
    register_twice: ['is told that Register comes once', 'INVALID_ARGUMENT'],
    speak_another_version: ['is told that its version is not spoken here', 'FAILED_PRECONDITION'],
    have_a_bad_name: ['is told that its name is none', 'INVALID_ARGUMENT'],
    say_nothing_at_all: ['is told that a message must hold something', 'INVALID_ARGUMENT'],
    say_far_too_much: ['is cut short when a message is too long', 'RESOURCE_EXHAUSTED'],
    take_the_name_of_another: ['does not get the name of a living slave', 'ALREADY_EXISTS'],
    claim_what_was_never_assigned: ['is told to forget what it was never given', 'abort'],
    break_off: ['may go without a word', 'welcome'],
  };
  for (const [name, [promise, answer]] of Object.entries(ANSWERS))
    test(promise, () => assert.equal(results[name], answer));

  test('disturbs nobody: the others finish everything', async () => {
    while ((await finished()) < finishedBefore + TASKS) await delay(100);
  });
});
