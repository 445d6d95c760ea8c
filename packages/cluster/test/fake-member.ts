/**
 * Stands in for master and slave: stays until SIGTERM, then ends in order. Prints its arguments and whether it was
 * given the database's URL.
 */
process.on('SIGTERM', () => process.exit(0));
setInterval(() => undefined, 60_000);
process.stdout.write(
  `${JSON.stringify({ arguments: process.argv.slice(2), url: process.env['STEADFAST_MONGO_URL'] ?? null })}\n`,
);
