import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { MongoClient } from 'mongodb';

const JOB = 'task';

/** How many insertions wait for the disk at the same time. */
const PARALLEL_INSERTIONS = 64;

export async function connect(address) {
  const agenda = new Agenda({
    backend: new MongoBackend({ address }),
    maxConcurrency: 1,
    defaultConcurrency: 1,
  });
  agenda.on('error', (error) => console.warn(error.message));
  await agenda.ready;
  return {
    async enqueue(tasks) {
      for (let first = 0; first < tasks.length; first += PARALLEL_INSERTIONS)
        await Promise.all(tasks.slice(first, first + PARALLEL_INSERTIONS).map((task) => agenda.now(JOB, task)));
    },
    async remaining() {
      const jobs = new MongoClient(address).db().collection('agendaJobs');
      return jobs.countDocuments({ $or: [{ nextRunAt: { $ne: null } }, { lockedAt: { $ne: null } }] });
    },
    async work(run) {
      agenda.define(JOB, (job) => run(job.attrs.data));
      await agenda.start();
    },
  };
}
