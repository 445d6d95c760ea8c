import { rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseCommandLine, runMain } from '@steadfast/runtime';
import { typedPath } from '../view/typed-path.ts';
import { gatherItems } from './collect-files.ts';
import { packItems } from './zip.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const OPTIONS = {
  run: { type: 'string', demandOption: true, describe: 'the folder of a finished run', requiresArg: true },
  output: { type: 'string', demandOption: true, describe: 'the ZIP file to write', requiresArg: true },
} as const;

/** Bytes in a megabyte, as people count files. */
const MEGABYTE = 1_000_000;

await runMain(async (argv) => {
  const { run, output } = await parseCommandLine(
    {
      name: 'submission',
      description: 'Packs a finished run, with the sources that it was made from, into one ZIP file.',
      options: OPTIONS,
      examples: [['submission --run .steadfast/demo/latest --output submission.zip', 'pack the latest demo']],
    },
    argv,
  );
  const items = await gatherItems(run, ROOT);
  const packed = packItems(items);
  await writeFile(`${output}.new`, packed);
  await rename(`${output}.new`, output);
  const size = (packed.length / MEGABYTE).toFixed(1);
  process.stdout.write(`${typedPath(output)}: ${items.length} files, ${size} MB. Unpack it, and open verdict.html.\n`);
});
