import { basename } from 'node:path';

/** Names of files that hold what nobody else may read. */
const SECRET_NAME = /^\.env(?:\.|$)|\.env$|^(?:[\w-]+[.-])?key-?file(?:\.txt)?$|\.(?:pem|key)$/i;

const SECRET_FOLDER = /(?:^|\/)\.?secrets?\//i;

/** Whom a MongoDB URL logs in, and with which password: everything between the scheme and the host. */
const CREDENTIALS = /(\bmongodb(?:\+srv)?:\/\/)[^\s"'/]+@/g;

/** True for a file that must not be handed to anybody, by its path. */
export function isSecret(path: string): boolean {
  return SECRET_FOLDER.test(path) || SECRET_NAME.test(basename(path));
}

/** A text without the credentials of the MongoDB URLs in it. */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIALS, '$1***@');
}
