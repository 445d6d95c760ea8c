/**
 * A launcher for tests to kill: starts a cluster of stand-ins and prints their process ids.
 * Arguments: the run folder, and the program of the stand-ins.
 */
import { startCluster } from '../src/cluster.ts';

const [directory = '', program = ''] = process.argv.slice(2);
const cluster = await startCluster({
  directory,
  slaves: 2,
  mongoUrl: 'mongodb://127.0.0.1:1/',
  restart: true,
  programs: { master: program, slave: program },
});
process.stdout.write(`${JSON.stringify([...cluster.processes.values()].map(({ pid }) => pid))}\n`);
