import { commandLines } from '../run/closing-list.ts';
import { databaseOf } from '../run/database.ts';

/**
 * Says that a database stays on a server that the user named, and how to remove it.
 * @param mongoUrl the URL of the database
 * @param givenUrl the URL of the server, as the user gave it; it may contain a password, so it is not printed
 */
export function describeKeptDatabase(mongoUrl: string, givenUrl: string, environment: NodeJS.ProcessEnv): string {
  const name = databaseOf(mongoUrl);
  const server = environment['STEADFAST_MONGO_URL'] === givenUrl ? '"$STEADFAST_MONGO_URL"' : 'YOUR_MONGO_URL';
  return commandLines(
    `The database ${name} stays on the given server. To remove it:`,
    `mongosh ${server} --eval 'db.getSiblingDB("${name}").dropDatabase()'`,
    Infinity,
  ).join('\n');
}
