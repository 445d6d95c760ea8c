import { Logger, makeWorkerUtils, run as runWorker, runMigrations } from 'graphile-worker';
import pg from 'pg';

/** By default each job is logged; here only what went wrong is, as for the other peers. */
const logger = new Logger(() => (level, message) => {
  if (level === 'warning' || level === 'error') console.warn(message);
});

export function connect(connectionString) {
  return {
    setup: () => runMigrations({ connectionString, logger }),
    async enqueue(tasks) {
      const utils = await makeWorkerUtils({ connectionString, logger });
      await utils.addJobs(tasks.map((payload) => ({ identifier: 'task', payload })));
    },
    async remaining() {
      const client = new pg.Client({ connectionString });
      await client.connect();
      const { rows } = await client.query('select count(*) from graphile_worker._private_jobs');
      return rows[0].count;
    },
    work: (run) => runWorker({ connectionString, logger, concurrency: 1, taskList: { task: run } }),
  };
}
