/**
 * The guard of a run folder: a program that outlives its launcher by a moment. The launcher holds the other end of its
 * standard input; when that closes, the launcher is gone, be it by SIGKILL, and what it left behind is killed.
 * Arguments: the run folder, and the launcher's process id.
 */
import { killLeftovers, readPidFile } from './pid-file.ts';

const [directory = '', launcherPid] = process.argv.slice(2);

// A signal that is meant for the launcher must not end its guard first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.stdin.resume();
await new Promise((resolve) => process.stdin.once('end', resolve));
const pidFile = readPidFile(directory);
// A new launcher may have the folder by now.
if (pidFile?.launcher.pid === Number(launcherPid)) await killLeftovers(pidFile);
