/**
 * A program of its own, because what it calls can neither be cancelled nor be kept from printing: prints, as its last
 * line, the path of the mongod that mongodb-memory-server-core found or downloaded.
 * Arguments: the version, and the folder to download into.
 */
import { runMain } from '@steadfast/runtime';
import { MongoBinary } from 'mongodb-memory-server-core';

await runMain(async ([version = '', downloadDir = '']) => {
  const path = await MongoBinary.getPath({ version, downloadDir });
  process.stdout.write(`\n${path}\n`);
});
