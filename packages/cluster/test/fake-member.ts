/**
 * A stand-in for master and slave: prints its arguments and the MongoDB URL in its environment, and runs until SIGTERM.
 */
process.on('SIGTERM', () => process.exit(0));
setInterval(() => undefined, 60_000);
process.stdout.write(
  `${JSON.stringify({ arguments: process.argv.slice(2), url: process.env['STEADFAST_MONGO_URL'] ?? null })}\n`,
);
