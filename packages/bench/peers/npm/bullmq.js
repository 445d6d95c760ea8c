import { Queue, Worker } from 'bullmq';

const QUEUE = 'tasks';

/** One script call for each job, sent together. */
const BATCH_SIZE = 1_000;

export function connect(url) {
  const { hostname: host, port } = new URL(url);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  return {
    async enqueue(tasks) {
      const queue = new Queue(QUEUE, { connection });
      for (let first = 0; first < tasks.length; first += BATCH_SIZE)
        await queue.addBulk(tasks.slice(first, first + BATCH_SIZE).map((data) => ({ name: 'task', data })));
    },
    async remaining() {
      const counts = await new Queue(QUEUE, { connection }).getJobCounts();
      return Object.entries(counts).reduce((sum, [state, count]) => (state === 'completed' ? sum : sum + count), 0);
    },
    work(run) {
      const worker = new Worker(QUEUE, (job) => run(job.data), { connection, concurrency: 1 });
      worker.on('error', (error) => console.warn(error.message));
    },
  };
}
