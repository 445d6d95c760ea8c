import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatSummary, SECTION_TITLES, STATUS_MARKS } from '@steadfast/checker';
import { describeFact, type FactRecord } from '@steadfast/records';
import type { FaultAction } from '../../packages/chaos/src/faults/record.ts';
import { renderLive } from '../../packages/chaos/src/view/live-lines.ts';
import { renderLine } from '../../packages/chaos/src/view/styled-text.ts';
import { at, busyTracker, logLine, task } from '../../packages/chaos/test/progress-fixture.ts';
import { CHECKS } from '../../packages/checker/src/catalogue.ts';
import type { LogEntry } from '../../packages/slave/src/core/effects.ts';
import { writeLogEntry } from '../../packages/slave/src/log-format.ts';
import { readDocument } from './support/markdown.ts';

const SAMPLES = readDocument('README.md').blocks.filter(({ language }) => language === 'text');

/** Returns the lines of the sample that contains a text. */
function sampleWith(text: string): string[] {
  const sample = SAMPLES.find((block) => block.text.includes(text));
  assert.ok(sample !== undefined, `README.md has no sample with ${JSON.stringify(text)}`);
  return sample.text.split('\n');
}

/** Puts the same text in place of everything that differs from run to run. */
function masked(line: string): string {
  return line
    .replaceAll(/[█░]+/gu, 'BAR')
    .replaceAll(/\btask(?:-[a-z0-9]{10}|\d+)\b/gu, 'TASK')
    .replaceAll(/\b(master|slave)\d+\b/gu, '$1')
    .replaceAll(/\b(kill|freeze|task|rerun|report)s?\b/gu, '$1')
    .replaceAll(/\b(?:it|they) ran\b/gu, 'it ran')
    .replaceAll(/\d+(?:\.\d+)?/gu, '0')
    .replaceAll(/ {2,}/gu, '  ')
    .trim();
}

/** Returns a line of a master's log about a fact. */
function factLine(ms: number, fact: FactRecord): string {
  return logLine(ms, fact.kind, { ...fact, entry: ms, index: 0, message: describeFact(fact, 'sentence') });
}

/** Returns a line of a slave's log. */
function slaveLine(ms: number, entry: LogEntry): string {
  let fields: Record<string, unknown> = {};
  const logger = { isLevelEnabled: () => true, log: (logged: Record<string, unknown>) => (fields = logged) };
  writeLogEntry(logger, { host: 'slave3', instance: 'i' }, entry);
  return logLine(ms, entry.event, fields);
}

/** Returns the masked lines that the live view shows of a run in which everything happens that the sample shows. */
function linesOfLiveView(): Set<string> {
  const tracker = busyTracker();
  const fault = (action: FaultAction['action'], target: string, signal: FaultAction['signal']): void =>
    tracker.onFaultAction({
      atMs: at(4_600),
      action,
      target,
      ...(signal === undefined ? {} : { signal }),
      pid: 1,
      forMs: 900,
    });
  const attempt = { taskname: 'task1', taskId: 'id1', attempt: 1, epoch: 3 };
  const lost = {
    task: 'id1',
    taskname: 'task1',
    attempt: 1,
    host: 'slave1',
    reason: 'slave1 was lost: connection broken',
  };
  const steps = [
    () => undefined,
    () => tracker.onLogLine('slave1', logLine(4_500, 'session.lost')),
    () => fault('freeze', 'slave1', 'SIGSTOP'),
    () => fault('thaw', 'slave1', 'SIGCONT'),
    () => fault('kill', 'slave1', 'SIGKILL'),
    () => fault('start', 'slave1', undefined),
    () => tracker.onLogLine('master1', factLine(4_700, { kind: 'task.killed', ...lost })),
    () => tracker.onLogLine('master1', factLine(4_701, { kind: 'task.returned', ...lost })),
    () => tracker.onLogLine('slave3', slaveLine(4_702, { event: 'report.refused', ...attempt })),
    () => tracker.onLogLine('slave3', slaveLine(4_703, { event: 'task.success', ...attempt, replayed: true })),
    () => fault('kill', 'master1', 'SIGKILL'),
    () => fault('start', 'master1', undefined),
    () => tracker.onLogLine('master1', logLine(4_800, 'process.started')),
    () => tracker.onLogLine('master1', factLine(4_900, { kind: 'epoch.began', name: 'master1', epoch: 4 })),
    () => tracker.onLogLine('slave2', logLine(4_900, 'task.running', task(2))),
  ];
  return new Set(
    steps.flatMap((step) => {
      step();
      return renderLive(tracker, at(5_000), { columns: 100, rows: 60 }).map((line) =>
        masked(renderLine(line, 100, false)),
      );
    }),
  );
}

describe('the samples of the demo in README.md', () => {
  test('show lines as the live view renders them', () => {
    const possible = linesOfLiveView();
    const sample = sampleWith('MongoDB  created');
    assert.deepEqual(
      sample.filter((line) => !possible.has(masked(line))),
      [],
    );
  });

  test('show the summary as the checker formats it', () => {
    const text = sampleWith('tasks succeeded in').slice(0, 2).join(' ');
    const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
    const [successes, tasks] = [number(/^(\d+) of/u), number(/of (\d+) task/u)];
    const [kills, masterKills, freezes] = [number(/(\d+) kill/u), number(/\((\d+) of/u), number(/(\d+) freeze/u)];
    const [killedTasks, returnedTasks] = [number(/(\d+) tasks? killed/u), number(/(\d+) returned/u)];
    const [reruns, reportsReplayed] = [number(/(\d+) rerun/u), number(/(\d+) report/u)];
    const faults = { masterKills, slaveKills: kills - masterKills, freezes, networkFaults: 0 };
    const times = { startedAtMs: 0, durationMs: 1_000 * number(/in ([\d.]+) s/u) };
    const summary = { tasks, successes, ...faults, killedTasks, returnedTasks, reruns, reportsReplayed, ...times };
    assert.equal(text, formatSummary(summary));
  });

  test('list all requirements with their titles, and the verdict', () => {
    const sample = sampleWith('tasks succeeded in');
    const start = sample.indexOf(SECTION_TITLES.requirement) + 1;
    // The second column begins after two spaces.
    const titles = sample
      .slice(start, sample.indexOf('', start))
      .map((line) => `${line.slice(0, 4)}${line.slice(4).split(/ {2,}/u, 1).join()}`)
      .join(' ')
      .split(` ${STATUS_MARKS.passed} `)
      .map((title) => title.replaceAll(/ +/gu, ' ').trim())
      .filter((title) => title !== '');
    assert.deepEqual(
      titles,
      CHECKS.filter(({ section }) => section === 'requirement').map(({ title }) => title),
    );
    assert.match(sample.at(-1) ?? '', /^Verdict: all \d+ checks passed; 1 not exercised by this run \(–\)$/u);
  });
});
