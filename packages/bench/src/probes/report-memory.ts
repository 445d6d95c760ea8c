/**
 * Loaded into a master, next to `--expose-gc`: on SIGUSR2, collects all garbage and writes to standard output how many
 * bytes remain in use.
 */
process.on('SIGUSR2', () => {
  if (global.gc === undefined) throw new Error('report-memory.ts needs --expose-gc');
  global.gc();
  const { heapUsed, external } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ event: 'memory.reported', usedBytes: heapUsed + external })}\n`);
});
