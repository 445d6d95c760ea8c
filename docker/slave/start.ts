/**
 * Starts a slave in a container, named after the container's number: the third container of the service `slave` is
 * slave3. Compose does not pass that number to a container, but the DNS server of its network knows it.
 */
import { resolvePtr } from 'node:dns/promises';
import { writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

/** Matches PROJECT_slave_3 (Compose v1) and PROJECT-slave-3 (v2), each followed by the network's name. */
const NUMBERED_NAME = /[-_](slave)[-_](\d+)(?:\.|$)/;

const addresses = Object.values(networkInterfaces()).flatMap((all) =>
  (all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
);

/** Returns the DNS names of an IPv4 address. Bypasses /etc/hosts, which holds only the container's ID. */
function reverseLookup(address: string): Promise<string[]> {
  return resolvePtr(`${address.split('.').toReversed().join('.')}.in-addr.arpa`).catch(() => []);
}

const names = await Promise.all(addresses.map(reverseLookup));
const numbered = names.flat().flatMap((name) => NUMBERED_NAME.exec(name)?.slice(1).join('') ?? []);
const name = process.env['STEADFAST_NAME'] ?? numbered[0] ?? hostname();

writeFileSync('/tmp/name', name);
process.env['STEADFAST_NAME'] = name;
process.env['STEADFAST_JOURNAL'] ??= `/records/${name}.journal.jsonl`;
process.env['STEADFAST_LOG_FILE'] ??= `/records/${name}.log`;
await import('@steadfast/slave/main');
