/**
 * Runs one command of a peer that is an npm package. The packages are installed next to a copy of this folder, so neither
 * the type checker nor the linter can resolve them; that is why these programs are plain JavaScript.
 *
 * Usage: node main.js SYSTEM setup | enqueue FIRST COUNT MS | remaining | work FILE; PEER_URL names the server.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openExecutionLog } from './execution-log.js';

const [system, command, ...parameters] = process.argv.slice(2);
const { connect } = await import(`./${system}.js`);
const peer = await connect(process.env.PEER_URL);

/** Runs a task, `{ id, ms }`, and records when it started and finished. */
function taskRunner(log) {
  return async ({ id, ms }) => {
    log.record('started', id);
    if (ms > 0) await sleep(ms);
    log.record('finished', id);
  };
}

switch (command) {
  case 'setup':
    await peer.setup?.();
    break;
  case 'enqueue': {
    const [first, count, ms] = parameters.map(Number);
    await peer.enqueue(Array.from({ length: count }, (_, index) => ({ id: first + index, ms })));
    break;
  }
  case 'remaining':
    process.stdout.write(`${await peer.remaining()}\n`);
    break;
  case 'work':
    await peer.work(taskRunner(openExecutionLog(parameters[0])));
    break;
  default:
    throw new Error(`unknown command ${command}`);
}
// Some clients keep connections that would keep this process alive.
if (command !== 'work') process.exit(0);
