import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderLive } from '../src/view/live-lines.ts';
import { renderStatusLine, startPlainView } from '../src/view/plain-view.ts';
import { lineWidth, renderLine } from '../src/view/styled-text.ts';
import { openBlock } from '../src/view/terminal-block.ts';
import { startView } from '../src/view/view.ts';
import { at, busyTracker, logLine, newTracker, task } from './progress-fixture.ts';

const NOW_MS = at(5_000);

function live(columns: number, rows: number, tracker = busyTracker()): string[] {
  return renderLive(tracker, NOW_MS, { columns, rows }).map((line) => renderLine(line, columns, false).trimEnd());
}

/** A terminal of 80 by 24 that records what is written to it. */
function fakeTerminal() {
  const written: string[] = [];
  const terminal = {
    isTTY: true as boolean,
    columns: 80,
    rows: 24,
    write: (text: string) => written.push(text) > 0,
    on: () => terminal,
    off: () => terminal,
  };
  return { terminal: terminal as unknown as Parameters<typeof startView>[1], size: terminal, written };
}

/** Makes control sequences readable. */
function visible(text: string): string {
  return text.replaceAll('\u001b', 'ESC').replaceAll('\r', '|CR|').replaceAll('\n', '|LF|');
}

describe('the live view', () => {
  test('shows the progress of the run, the state of each member, and recent events', () => {
    assert.deepEqual(live(100, 15), [
      '███████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  2 of 10 tasks  after 5.0 s',
      'MongoDB  created 5   running 2   killed 1   success 2',
      'Faults   1 kill (0 of the master), 0 freezes',
      'Effects  1 task killed, 1 rerun, 0 reports replayed',
      '',
      'master1  restarts 0   leading epoch 3',
      'slave1   restarts 0   ███████░░░░░░░ 1.0 s of 2.0 s  task1',
      'slave2   restarts 0   KILLED 0.5 s ago, back in 0.7 s',
      'slave3   restarts 0   task3 finished, report pending, no master',
      '',
      '  0.2 s  master1: message of epoch.began',
      '  4.5 s  slave2 KILLED (SIGKILL, pid 4711) while running task2, attempt 2; back in 1.2 s',
      '  4.5 s  master1: message of task.killed',
      '',
    ]);
  });

  test('fits into a terminal of any size', () => {
    const tracker = busyTracker();
    for (const columns of [1, 10, 40, 80, 200])
      for (const rows of [1, 2, 5, 10, 24, 100]) {
        const lines = renderLive(tracker, NOW_MS, { columns, rows });
        assert.ok(lines.length <= Math.max(1, rows - 1), `${lines.length} lines on ${rows} rows`);
        assert.ok(lines.every((line) => renderLine(line, columns, false).length <= columns));
      }
  });

  test('truncates lines with an ellipsis', () => {
    const tracker = busyTracker();
    tracker.addEvent('info', 'x'.repeat(200));
    for (const columns of [60, 80, 120]) {
      const last = live(columns, 24, tracker).find((line) => line.includes('xxx'));
      assert.equal(last?.length, columns);
      assert.ok(last.endsWith('x…'));
    }
    assert.equal(renderLine([['exact', 'plain']], 5, false), 'exact');
    assert.equal(
      renderLine(
        [
          ['two', 'red'],
          [' parts', 'plain'],
        ],
        3,
        false,
      ),
      'tw…',
    );
  });

  for (const columns of [80, 60])
    test(`shows whole members, faults and effects on ${columns} columns by 20 rows`, () => {
      const tracker = busyTracker();
      for (const slave of ['slave1', 'slave2', 'slave3']) {
        tracker.onLogLine(slave, logLine(4_600, 'process.started'));
        tracker.onLogLine(slave, logLine(4_700, 'task.running', { ...task(1, 2), task: 'task-4kh9vaxj9k' }));
        tracker.onFaultAction({ atMs: at(4_800), action: 'start', target: slave, pid: 31_234 });
      }
      for (let number = 1; number <= 20; number += 1)
        tracker.onLogLine('master1', logLine(4_900, 'task.returned', { ...task(number), entry: 100, index: number }));
      const lines = renderLive(tracker, NOW_MS, { columns, rows: 20 }).map((line) =>
        renderLine(line, columns - 1, false),
      );
      assert.ok(lines.length <= 19);
      const members = lines.filter((line) => line.startsWith('slave'));
      assert.equal(members.length, 3);
      for (const line of members) assert.ok(line.endsWith('0.3/2.0 s  task-4kh9vaxj9k #2  (no master)'), line);
      assert.match(
        lines.join(' '),
        /Effects {2}1 task killed, 20 returned before they ran, +1 rerun, +0 reports replayed/,
      );
    });

  test('shows signals and process ids only where there is room', () => {
    const [wide, narrow] = [120, 80].map((columns) => live(columns, 24).find((line) => line.includes('KILLED (')));
    assert.match(wide ?? '', /slave2 KILLED \(SIGKILL, pid 4711\) while running/);
    assert.equal(narrow, undefined);
    assert.ok(live(80, 24).includes('  4.5 s  slave2 KILLED while running task2, attempt 2; back in 1.2 s'));
  });

  test('sums up the members that do not fit', () => {
    assert.ok(live(100, 11).includes('and 3 more: 2 up, 1 running a task'));
  });

  test('does not let log lines control the terminal', () => {
    const tracker = newTracker();
    tracker.addEvent('fault', 'a\u001b[2Jb\u009bc\nd\u202ee\u0007');
    const last = live(100, 16, tracker).find((line) => line.includes('a [2J'));
    assert.ok(last?.endsWith('a [2Jb c d e'));
  });

  test('is coloured only if requested', () => {
    const line = [['red', 'red'] as const, [' plain', 'plain'] as const];
    assert.equal(renderLine(line, 80, true), '\u001b[31mred\u001b[0m plain');
    assert.equal(renderLine(line, 80, false), 'red plain');
    assert.equal(renderLine(line, 3, true), '\u001b[31mre…\u001b[0m');
    assert.equal(lineWidth(line), 9);
  });
});

describe('a terminal block', () => {
  test('is redrawn in place, and restores the cursor when closed', () => {
    const { terminal, written } = fakeTerminal();
    const block = openBlock(terminal, false);
    block.draw([[['one', 'plain']], [['two', 'plain']]]);
    block.draw([[['three', 'plain']]]);
    block.close();
    block.close();
    assert.deepEqual(written.map(visible), [
      'ESC[?25l',
      'ESC[?2026h|CR|oneESC[K|LF|twoESC[K|LF|ESC[JESC[?2026l',
      'ESC[?2026hESC[2FthreeESC[K|LF|ESC[JESC[?2026l',
      'ESC[?25h',
    ]);
  });

  test('is redrawn in place after the terminal has become narrower and wrapped its lines', () => {
    const { terminal, size, written } = fakeTerminal();
    const block = openBlock(terminal, false);
    block.draw([[['x'.repeat(70), 'plain']], [['y', 'plain']]]);
    size.columns = 30;
    block.draw([[['x'.repeat(70), 'plain']]]);
    block.close();
    assert.equal(visible(written[2] ?? ''), `ESC[?2026hESC[4FESC[J${'x'.repeat(28)}…ESC[K|LF|ESC[JESC[?2026l`);
  });

  test('restores the cursor when the process exits before it is closed', () => {
    const before = process.listeners('exit');
    const { terminal, written } = fakeTerminal();
    openBlock(terminal, false);
    const added = process.listeners('exit').filter((listener) => !before.includes(listener));
    for (const listener of added) (listener as () => void)();
    assert.equal(written.at(-1), '\u001b[?25h');
    assert.deepEqual(process.listeners('exit'), before);
  });
});

describe('the plain view', () => {
  test('shows the state of the run in one line', () => {
    const line =
      '  5.0 s  == 2 of 10 success, 2 running, 1 killed, 5 created | ' +
      '1 kill (0 of the master), 0 freezes, 1 task killed, 1 rerun, 0 reports replayed | slave1 task1 for 1.0 s | slave2 killed';
    assert.equal(renderStatusLine(busyTracker(), NOW_MS), line);
  });

  test('prints every event once, in order, and the final state', () => {
    const written: string[] = [];
    const tracker = newTracker();
    tracker.onLogLine('master1', logLine(100, 'task.placed', { ...task(1), entry: 2, index: 0 }));
    const view = startPlainView(tracker, { write: (text) => written.push(text) });
    tracker.addEvent('fault', 'first');
    tracker.onLogLine('slave1', logLine(2_500, 'task.success', { ...task(1), replayed: true }));
    view.stop();
    view.stop();
    assert.equal(written.length, 3);
    assert.match(written[0] ?? '', /s {2}first\n$/);
    assert.equal(written[1], '  2.4 s  slave1: message of task.success\n');
    assert.match(written[2] ?? '', /== 0 of 10 success/);
  });

  test('is used for a pipe, without any control sequence', () => {
    const { terminal, size, written } = fakeTerminal();
    size.isTTY = false;
    startView(busyTracker(), terminal).stop();
    assert.ok(written.length > 3);
    assert.ok(written.every((text) => !text.includes('\u001b')));
  });
});
