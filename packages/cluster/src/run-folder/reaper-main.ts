/**
 * The reaper of a run folder: a process that outlives its launcher and kills the processes that the launcher left
 * behind. The launcher holds the other end of the reaper's standard input, so the input ends when the launcher dies,
 * even by SIGKILL.
 * Arguments: the run folder, and the launcher's process id.
 */
import { killLeftovers, readPidFile } from './pid-file.ts';

const [directory = '', launcherPid] = process.argv.slice(2);

// A signal that is sent to the whole process group must not end the reaper before the launcher.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.stdin.resume();
await new Promise((resolve) => process.stdin.once('end', resolve));
const pidFile = readPidFile(directory);
// A new launcher may have taken over the folder in the meantime.
if (pidFile?.launcher.pid === Number(launcherPid)) await killLeftovers(pidFile);
