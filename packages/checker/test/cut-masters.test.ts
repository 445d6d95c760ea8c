import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkRun } from '../src/check-run.ts';
import type { Draft } from './support/evidence-writer.ts';
import { smallScenario } from './support/runs.ts';
import { assertFails, CHECKS_ONLY } from './support/tamper.ts';

/** Returns a run in which slave2 is lost under the second master, with the first one cut off from some step on. */
function runWithCut(target: string, heal: boolean): Draft {
  const scenario = smallScenario();
  scenario.run('task1', 'slave1');
  scenario.finish('slave1');
  scenario.killMaster();
  scenario.startMaster('master2');
  scenario.wait(30_000);
  scenario.run('task2', 'slave2');
  scenario.revoke('slave2', 'its stream broke');
  scenario.run('task2', 'slave1');
  scenario.finish('slave1');
  scenario.finish('slave2');
  const draft = scenario.evidence();
  const [killed] = draft.chaos ?? [];
  if (killed === undefined) throw new Error('the run has no kill of the master');
  draft.chaos?.push({ ...killed, action: 'cut', target, atMs: killed.atMs + 1 });
  if (heal) draft.chaos?.push({ ...killed, action: 'heal', target, atMs: killed.atMs + 2 });
  return draft;
}

const UNEXPLAINED = /task.killed task2 .*nothing happened to that slave while it held the task/;

describe('a cut of a master', () => {
  test('explains that a slave was lost which had a session with it', () => {
    const causes = checkRun(runWithCut('master2', false), CHECKS_ONLY).results.find(({ id }) => id === 'causes');
    assert.equal(causes?.status, 'passed', causes?.violations.messages.join('\n'));
  });

  test('explains nothing about slaves that have joined the epoch of another master', () => {
    assertFails(runWithCut('master1', false), 'causes', UNEXPLAINED);
  });

  test('explains nothing after it has healed', () => {
    assertFails(runWithCut('master2', true), 'causes', UNEXPLAINED);
  });
});
