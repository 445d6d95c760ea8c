/**
 * Starts the demo. This file imports little, so that Ctrl-C is answered before the rest of the program is loaded, which
 * takes half a second.
 */
import { stopSignal } from '@steadfast/runtime/process';
import { announceInterruption } from '../run/console.ts';

const signal = stopSignal();
announceInterruption(signal, '\nInterrupted: stopping all processes …');
// The reader of the output, such as `head`, has closed the pipe. The cluster's processes end with this one.
process.stdout.on('error', () => process.exit(1));

const { runDemoCommand } = await import('./command.ts');
await runDemoCommand(signal);
