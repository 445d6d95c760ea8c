import { openStage, until } from './src/stage.ts';
const stage = await openStage();
process.env.NODE_OPTIONS = '--cpu-prof --cpu-prof-dir=/tmp/w/prof';
try {
  for (const [slaves, tasks] of [[64, 8000]] as const) {
    await stage.play(slaves, async ({ database, master, slaveHosts }) => {
      const start = performance.now();
      await database
        .collection('tasks')
        .insertMany(Array.from({ length: tasks }, (_, i) => ({ taskname: 't' + i, sleeptime: 0, state: 'created' })));
      while (
        (await database.collection('tasks').countDocuments({ state: { $in: ['created', 'killed', 'running'] } })) !== 0
      )
        await new Promise((r) => setTimeout(r, 100));
      const s = (performance.now() - start) / 1000;
      console.log(tasks / s);
      master.kill('SIGTERM');
      for (const h of slaveHosts) h.kill('SIGTERM');
      await master.exited;
      for (const h of slaveHosts) await h.exited;
    });
  }
} finally {
  await stage.close();
}
process.exit(0);
