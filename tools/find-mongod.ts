import { findMongod } from '@steadfast/cluster';
import { runMain } from '@steadfast/runtime';

/** Finds or fetches a mongod before the tests run, so that none of them has to wait for it. */
await runMain(async () => {
  const { version, source, path } = await findMongod({ report: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(`MongoDB ${version}, from ${source}: ${path}\n`);
});
