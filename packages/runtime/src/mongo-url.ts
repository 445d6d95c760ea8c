import { messageOf, UsageError } from './errors.ts';

/** The user name and password in a URL, even if they are not percent-encoded as they should be. */
const CREDENTIALS = /\/\/\S*@/g;

/** A MongoDB URL without an `@`: with that forgotten, a user name and a password look like a host and a port. */
const WITHOUT_CREDENTIALS = /(\bmongodb(?:\+srv)?:\/\/)(?!…@)[^\s"'`]+/g;

/**
 * Removes user names and passwords from the URLs in a text, such as an error message. Of a MongoDB URL that names none,
 * nothing but the scheme is left.
 */
export function redactUrls(text: string): string {
  return text.replace(CREDENTIALS, '//…@').replace(WITHOUT_CREDENTIALS, '$1…');
}

/** What follows the `//` of a URL, up to the options. */
const BEFORE_OPTIONS = /\/\/([^?]*)/;

/** Returns whether a text quotes any part of a URL that may be a user name or a password. */
function quotes(text: string, url: string): boolean {
  const parts = BEFORE_OPTIONS.exec(url)?.[1]?.split(/[/#,]/) ?? [];
  return parts.some((part) => part !== '' && text.includes(part));
}

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
    return quotes(reason, withoutCredentials)
      ? 'what follows // must be HOST:PORT or USER:PASSWORD@HOST:PORT, then / and the name of the database'
      : reason;
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
