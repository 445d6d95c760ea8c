/**
 * Starts the demo. This file imports little, so that Ctrl-C is answered before the rest of the program is loaded, which
 * takes half a second.
 */
import { closedOutputSignal, stopSignal } from '@steadfast/runtime/process';
import { announceInterruption } from '../run/console.ts';

// A reader of the output that ends, such as `head`, and a terminal that closes end the demo as Ctrl-C does: hundreds of
// megabytes of database files would stay otherwise.
const signal = AbortSignal.any([stopSignal(), closedOutputSignal()]);
announceInterruption(signal, '\nInterrupted: stopping all processes …');

const { runDemoCommand } = await import('./command.ts');
await runDemoCommand(signal);
