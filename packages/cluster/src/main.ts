import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import {
  checkInteger,
  LOG_LEVELS,
  messageOf,
  parseCommandLine,
  runMain,
  stopSignal,
  UsageError,
} from '@steadfast/runtime';
import { startCluster } from './cluster.ts';
import { STEADFAST_FOLDER } from './project-folder.ts';
import { describeEvent, howToReach } from './texts.ts';

/** Each slave is a process of some 60 MB: a hundred of them fill an ordinary machine. */
const MAX_SLAVES = 100;

/** One leads, the others stand by: more than a few are of no use. */
const MAX_MASTERS = 9;

/** So long slaves may finish what they run after Ctrl-C, in seconds: who stops a whole cluster does not wait long. */
const DRAIN_SECONDS = '2';

const OPTIONS = {
  slaves: { type: 'number', default: 3, describe: 'how many slaves', requiresArg: true },
  masters: {
    type: 'number',
    default: 1,
    describe: 'how many masters; one leads, the others stand by',
    requiresArg: true,
  },
  port: {
    type: 'number',
    default: 50_051,
    describe: 'port of the first master; the second gets the next',
    requiresArg: true,
  },
  'mongo-url': { type: 'string', describe: 'a MongoDB that runs already; else one is started', requiresArg: true },
  directory: {
    type: 'string',
    default: join(STEADFAST_FOLDER, 'cluster'),
    describe: 'folder for data, logs and journals; what is there already is kept',
    requiresArg: true,
  },
  'log-level': { choices: LOG_LEVELS, default: 'info', describe: 'of masters and slaves', requiresArg: true },
} as const;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** @throws {UsageError} when the driver cannot make sense of the URL */
function checkMongoUrl(url: string): string {
  try {
    void new MongoClient(url);
    return url;
  } catch (error) {
    // The driver may repeat the URL, which may hold a password.
    const reason = messageOf(error).replaceAll(url, '…');
    throw new UsageError(`--mongo-url is no MongoDB URL such as mongodb://127.0.0.1:27017/: ${reason}`);
  }
}

async function readOptions(argv: readonly string[]) {
  const values = await parseCommandLine(
    {
      name: 'cluster',
      description:
        'Keeps a whole cluster up on this machine until Ctrl-C: a MongoDB unless one is named, masters and slaves.\n' +
        'Whatever dies is started again.',
      options: OPTIONS,
      examples: [['$0 --slaves 5', 'a master and five slaves, with a MongoDB of their own']],
    },
    argv,
  );
  const url = values['mongo-url'];
  return {
    slaves: checkInteger('slaves', values.slaves, 0, MAX_SLAVES),
    masters: checkInteger('masters', values.masters, 1, MAX_MASTERS),
    port: checkInteger('port', values.port, 1, 65_535 - MAX_MASTERS),
    mongoUrl: url === undefined ? undefined : checkMongoUrl(url),
    directory: values.directory,
    logLevel: values['log-level'],
  };
}

await runMain(async (argv) => {
  const { slaves, masters, port, mongoUrl, directory, logLevel } = await readOptions(argv);
  const signal = stopSignal();
  const cluster = await startCluster({
    directory,
    slaves,
    masters,
    firstMasterPort: port,
    mongoUrl,
    logLevel,
    slaveOptions: ['--drain-timeout', DRAIN_SECONDS],
    restart: true,
    report: print,
    signal,
    onEvent: (event) => {
      const line = describeEvent(event, directory);
      if (line !== undefined) print(line);
    },
  }).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  if (cluster === undefined) return print('stopped.');
  for (const line of howToReach(cluster)) print(line);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  print('stopping slaves, masters and database …');
  await cluster.stop();
  print('stopped.');
});
