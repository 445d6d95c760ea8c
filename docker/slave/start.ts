/**
 * Starts a slave in its container under a name of its own: the third container of the service `slave` is slave3. Compose
 * tells a container nothing of its number, but the name server of its network does.
 */
import { resolvePtr } from 'node:dns/promises';
import { writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

/** The containers are named PROJECT_slave_3 or PROJECT-slave-3; behind that comes the name of the network. */
const NUMBERED = /[-_](slave)[-_](\d+)(?:\.|$)/;

const addresses = Object.values(networkInterfaces()).flatMap((all) =>
  (all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
);

/** The names of an address by the name server alone: the container's own file of hosts says less. */
function namesOf(address: string): Promise<string[]> {
  return resolvePtr(`${address.split('.').toReversed().join('.')}.in-addr.arpa`).catch(() => []);
}

const names = await Promise.all(addresses.map(namesOf));
const numbered = names.flat().flatMap((name) => NUMBERED.exec(name)?.slice(1).join('') ?? []);
const name = process.env['STEADFAST_NAME'] ?? numbered[0] ?? hostname();

writeFileSync('/tmp/name', name);
process.env['STEADFAST_NAME'] = name;
process.env['STEADFAST_JOURNAL'] ??= `/records/${name}.journal.jsonl`;
process.env['STEADFAST_LOG_FILE'] ??= `/records/${name}.log`;
await import('@steadfast/slave/main');
