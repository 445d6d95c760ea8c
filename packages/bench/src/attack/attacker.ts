/** The process of an attacker: `attacker.ts NAME HOST:PORT SECONDS`. Prints what it did as JSON, and exits. */
import { ATTACKS, isAttackName } from './attacks.ts';

/** Requests, connections and so on after which an attack ends early: no attack needs more to have its effect. */
const MAX_COUNT = 500_000;

const LOOPBACK = /^127\.0\.0\.1:\d+$/;

const [name = '', address = '', seconds = ''] = process.argv.slice(2);
if (!isAttackName(name) || !LOOPBACK.test(address)) throw new Error('usage: attacker.ts NAME 127.0.0.1:PORT SECONDS');

const controller = new AbortController();
const counts: Record<string, number> = {};

function count(what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
  if (counts[what] >= MAX_COUNT) controller.abort();
}

setTimeout(() => controller.abort(), 1_000 * Number(seconds));
// The parent has died, or the user has stopped the run.
process.on('disconnect', () => process.exit(1));
await ATTACKS[name].run({ address, signal: controller.signal, count });
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.exit(0);
