import { MongoClient } from 'mongodb';
import {
  checkInteger,
  checkMongoUrl,
  closedOutputSignal,
  LOG_LEVELS,
  parseCommandLine,
  runMain,
  stopSignal,
} from '@steadfast/runtime';
import { startCluster } from './cluster.ts';
import { describeCluster, describeProcessEvent } from './console-output.ts';
import type { PortChoice } from './free-port.ts';
import { CLUSTER_FOLDER } from './project-folder.ts';
import { waitUntilListening } from './wait-until-listening.ts';

/** Each slave is a process of about 60 MB; a hundred of them fill an ordinary machine. */
const MAX_SLAVES = 100;

/** Only one leads; more than a few standbys serve no purpose. */
const MAX_MASTERS = 9;

/** How long slaves may finish their running tasks after Ctrl-C, in seconds: short, because a person is waiting. */
const DRAIN_TIMEOUT_SECONDS = '2';

/** The port of a master wherever none is given. */
const DEFAULT_PORT = 50_051;

/** Not MongoDB's own default, where a server of the user may listen. */
const DEFAULT_MONGO_PORT = 27_018;

const HIGHEST_PORT = 65_535;

const OPTIONS = {
  slaves: { type: 'number', default: 3, describe: 'number of slaves', requiresArg: true },
  masters: {
    type: 'number',
    default: 1,
    describe: 'number of masters; one leads, the others are standbys',
    requiresArg: true,
  },
  port: {
    type: 'number',
    describe: `port of the first master; each further master gets the next one; by default ${DEFAULT_PORT}, or the next free one`,
    requiresArg: true,
  },
  'mongo-port': {
    type: 'number',
    describe: `port of the MongoDB that is started; by default ${DEFAULT_MONGO_PORT}, or the next free one`,
    requiresArg: true,
  },
  'mongo-url': { type: 'string', describe: 'URL of a running MongoDB; if omitted, one is started', requiresArg: true },
  directory: {
    type: 'string',
    default: CLUSTER_FOLDER,
    describe: 'folder for data, logs and journals; existing files are kept',
    requiresArg: true,
  },
  'log-level': {
    choices: LOG_LEVELS,
    default: 'info',
    describe: 'minimum level that masters and slaves log',
    requiresArg: true,
  },
} as const;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Returns the port that an option requires; if it is not set, the default one is preferred. */
function portChoice(option: string, port: number | undefined, preferred: number, max: number): PortChoice {
  return port === undefined ? { preferred } : checkInteger(option, port, 1, max);
}

async function readOptions(argv: readonly string[]) {
  const values = await parseCommandLine(
    {
      name: 'steadfast-cluster',
      description:
        'Run a whole cluster on this machine until Ctrl-C: masters, slaves, and a MongoDB unless one is named.\n' +
        'Processes that exit are restarted.',
      options: OPTIONS,
      examples: [['$0 --slaves 5', 'one master and five slaves, with a MongoDB of their own']],
    },
    argv,
  );
  const url = values['mongo-url'];
  return {
    slaves: checkInteger('slaves', values.slaves, 0, MAX_SLAVES),
    masters: checkInteger('masters', values.masters, 1, MAX_MASTERS),
    port: portChoice('port', values.port, DEFAULT_PORT, HIGHEST_PORT - MAX_MASTERS),
    mongoPort: portChoice('mongo-port', values['mongo-port'], DEFAULT_MONGO_PORT, HIGHEST_PORT),
    mongoUrl: url === undefined ? undefined : checkMongoUrl(url, (given) => new MongoClient(given)),
    directory: values.directory,
    logLevel: values['log-level'],
  };
}

/** Returns a signal that aborts when the cluster is to stop: on Ctrl-C, or when nobody reads its output any more. */
function endSignal(): AbortSignal {
  return AbortSignal.any([stopSignal(), closedOutputSignal()]);
}

await runMain(async (argv) => {
  const { slaves, masters, port, mongoPort, mongoUrl, directory, logLevel } = await readOptions(argv);
  const signal = endSignal();
  const cluster = await startCluster({
    directory,
    slaves,
    masters,
    firstMasterPort: port,
    mongoUrl,
    mongod: { port: mongoPort },
    logLevel,
    slaveOptions: ['--drain-timeout', DRAIN_TIMEOUT_SECONDS],
    restart: true,
    report: print,
    signal,
    onEvent: (event) => {
      const line = describeProcessEvent(event, directory);
      if (line !== undefined) print(line);
    },
  }).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  if (cluster === undefined) return print('stopped');
  for (const line of describeCluster(cluster)) print(line);
  if (await waitUntilListening(cluster.masterAddresses, signal)) print('Ready.');
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  print('stopping slaves, masters and database …');
  await cluster.stop();
  print('stopped');
});
