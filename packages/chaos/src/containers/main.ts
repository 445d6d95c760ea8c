/**
 * Starts chaos on containers. This file imports little, so that Ctrl-C is answered before the rest of the program is
 * loaded, which takes half a second.
 */
import { stopSignal } from '@steadfast/runtime/process';
import { announceInterruption } from '../run/console.ts';

const signal = stopSignal();
announceInterruption(signal, '\nInterrupted: ending all faults …');

const { runChaosCommand } = await import('./command.ts');
await runChaosCommand(signal);
