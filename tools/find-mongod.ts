/** Finds or downloads mongod before the tests start, so that the download does not count against a test's timeout. */
import { findMongod } from '@steadfast/cluster';
import { runMain } from '@steadfast/runtime';

await runMain(async () => {
  const { version, source, path } = await findMongod({ report: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(`MongoDB ${version}, from ${source}: ${path}\n`);
});
