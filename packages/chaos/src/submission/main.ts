import { fileURLToPath } from 'node:url';
import { parseCommandLine, runMain } from '@steadfast/runtime';
import { writeFileAtomically } from '../run/write-file.ts';
import { displayPath } from '../view/display-path.ts';
import { collectFiles } from './collect-files.ts';
import { zipFiles } from './zip.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const OPTIONS = {
  run: { type: 'string', demandOption: true, describe: 'the folder of a finished run', requiresArg: true },
  output: { type: 'string', demandOption: true, describe: 'the ZIP file to write', requiresArg: true },
} as const;

const BYTES_PER_MEGABYTE = 1_000_000;

await runMain(async (argv) => {
  const { run, output } = await parseCommandLine(
    {
      name: 'submission',
      description: 'Packs a finished run and the source code into one ZIP file.',
      options: OPTIONS,
      examples: [['submission --run .steadfast/demo/latest --output submission.zip', 'pack the latest demo']],
    },
    argv,
  );
  const files = await collectFiles(run, ROOT);
  const zip = zipFiles(files);
  await writeFileAtomically(output, zip);
  const size = (zip.length / BYTES_PER_MEGABYTE).toFixed(1);
  process.stdout.write(`${displayPath(output)}: ${files.length} files, ${size} MB. Unzip it, and open verdict.html.\n`);
});
