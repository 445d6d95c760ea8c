import { messageOf, UsageError } from './errors.ts';

/** The user name and password in a URL, even if they are not percent-encoded as they should be. */
const CREDENTIALS = /\/\/\S*@/g;

/** Removes user names and passwords from the URLs in a text, such as an error message. */
export function redactUrls(text: string): string {
  return text.replace(CREDENTIALS, '//…@');
}

/** The part of a URL between `//` and the path or options. */
const HOSTS = /\/\/([^/?#]*)/;

/**
 * Describes what is wrong with a MongoDB URL that `parse` throws for. Quotes nothing that may be a user name or a
 * password, and those may stand anywhere: with an `@` forgotten, `mongodb://USER:PASSWORD` looks like a host and a port.
 */
export function describeMalformedMongoUrl(url: string, parse: (url: string) => unknown): string {
  if (!/^mongodb(?:\+srv)?:\/\//.test(url)) return 'it must begin with mongodb:// or mongodb+srv://';
  const withoutCredentials = url.replace(/\/\/.*@/s, '//');
  try {
    parse(withoutCredentials);
    return 'characters such as @ : / % must be percent-encoded in the user name and password';
  } catch (error) {
    const reason = messageOf(error);
    const hosts = HOSTS.exec(withoutCredentials)?.[1]?.split(',') ?? [];
    const isQuoted = hosts.some((host) => host !== '' && reason.includes(host));
    return isQuoted ? 'what follows // must be HOST:PORT or USER:PASSWORD@HOST:PORT' : reason;
  }
}

/**
 * Returns the URL of the option `--mongo-url`, which `parse` accepts.
 * @throws {UsageError} when `parse` throws for it; the message quotes no credentials
 */
export function checkMongoUrl(url: string, parse: (url: string) => unknown): string {
  try {
    parse(url);
    return url;
  } catch {
    const reason = describeMalformedMongoUrl(url, parse);
    throw new UsageError(`--mongo-url is not a MongoDB URL such as mongodb://127.0.0.1:27017/: ${reason}`);
  }
}
