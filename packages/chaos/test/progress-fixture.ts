import { trackProgress, type ProgressTracker } from '../src/view/progress.ts';
import type { Deed } from '../src/faults/record.ts';

/** When the scenes begin. */
export const BEGIN_MS = Date.parse('2026-03-01T12:00:00.000Z');

/** A moment in a scene, so many milliseconds after it began. */
export function at(ms: number): Date {
  return new Date(BEGIN_MS + ms);
}

/** A log line as a master or a slave writes it. */
export function logLine(ms: number, event: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    timestamp: at(ms).toISOString(),
    level: 'info',
    message: `it says ${event}`,
    event,
    ...fields,
  });
}

/** A task in a log line. */
export function task(number: number, attempt = 1) {
  return { task: `task${number}`, taskId: `id${number}`, attempt };
}

/** A tracker of a master and three slaves that nothing is known of yet; each of ten tasks sleeps two seconds. */
export function newScene(): ProgressTracker {
  return trackProgress({
    masters: ['master1'],
    slaves: ['slave1', 'slave2', 'slave3'],
    sleeptimes: new Map(Array.from({ length: 10 }, (_, index) => [`id${index}`, 2])),
    startedAtMs: BEGIN_MS,
  });
}

/** The moment at which the scene below is looked at. */
export const LOOK_MS = 5_000;

const KILL: Deed = { at: at(4_500), action: 'kill', target: 'slave2', signal: 'SIGKILL', pid: 4711, forMs: 1_200 };

/** A scene with a bit of everything: a reign, a running task, a killed slave, one whose report waits. */
export function busyScene(): ProgressTracker {
  const scene = newScene();
  scene.noteLog('master1', logLine(100, 'process.started'));
  scene.noteLog('master1', logLine(200, 'epoch.began', { epoch: 3, entry: 7, index: 0 }));
  for (const slave of ['slave1', 'slave2', 'slave3']) {
    scene.noteLog(slave, logLine(300, 'process.started'));
    scene.noteLog(slave, logLine(400, 'session.opened', { epoch: 3 }));
  }
  scene.noteLog('slave1', logLine(4_000, 'task.running', task(1)));
  scene.noteLog('slave2', logLine(4_000, 'task.running', task(2, 2)));
  scene.noteLog('slave3', logLine(2_000, 'task.running', task(3)));
  scene.noteLog('slave3', logLine(4_100, 'session.lost'));
  scene.noteLog('slave3', logLine(4_200, 'task.finished', task(3)));
  scene.noteDeed(KILL);
  scene.noteLog('master1', logLine(4_510, 'task.killed', { ...task(2, 2), entry: 9, index: 1 }));
  scene.noteCounts({ created: 5, running: 2, killed: 1, success: 2, reruns: 1 });
  return scene;
}
