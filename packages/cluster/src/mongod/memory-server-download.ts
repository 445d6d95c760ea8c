/**
 * Prints, as its last line, the path of a mongod that mongodb-memory-server-core found or downloaded. This is a program
 * of its own because the package can neither be cancelled nor be kept from printing.
 * Arguments: the version, and the folder to download to.
 */
import { runMain } from '@steadfast/runtime';
import { MongoBinary } from 'mongodb-memory-server-core';

await runMain(async ([version = '', downloadDir = '']) => {
  const path = await MongoBinary.getPath({ version, downloadDir });
  process.stdout.write(`\n${path}\n`);
});
