import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';

const QUEUE = 'tasks';
const BATCH_SIZE = 5_000;

/** The shortest interval at which its own `work` polls an empty queue. */
const POLL_MS = 500;

export async function connect(connectionString) {
  const boss = new PgBoss({ connectionString });
  boss.on('error', (error) => console.warn(error.message));
  await boss.start();
  return {
    setup: () => boss.createQueue(QUEUE),
    async enqueue(tasks) {
      for (let first = 0; first < tasks.length; first += BATCH_SIZE)
        await boss.insert(
          QUEUE,
          tasks.slice(first, first + BATCH_SIZE).map((data) => ({ data })),
        );
    },
    async remaining() {
      const { rows } = await boss.getDb().executeSql("select count(*) from pgboss.job where state <> 'completed'", []);
      return rows[0].count;
    },
    // With a batch of one, `work` pauses for at least half a second after each job; this loop does not.
    async work(run) {
      for (;;) {
        try {
          const [job] = await boss.fetch(QUEUE);
          if (job === undefined) {
            await sleep(POLL_MS);
            continue;
          }
          await run(job.data);
          await boss.complete(QUEUE, job.id);
        } catch (error) {
          console.warn(error.message);
          await sleep(POLL_MS);
        }
      }
    },
  };
}
