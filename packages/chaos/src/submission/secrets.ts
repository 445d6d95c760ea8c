import { basename } from 'node:path';

/** The names of files that hold credentials or keys. */
const SECRET_NAME = /^\.env(?:\.|$)|\.env$|^(?:[\w-]+[.-])?key-?file(?:\.txt)?$|\.(?:pem|key)$/i;

const SECRET_FOLDER = /(?:^|\/)\.?secrets?\//i;

/** The user name and password in a MongoDB URL: everything between the scheme and the host. */
const CREDENTIALS = /(\bmongodb(?:\+srv)?:\/\/)[^\s"'/]+@/g;

/** True if a file must not be published, judging by its path. */
export function isSecret(path: string): boolean {
  return SECRET_FOLDER.test(path) || SECRET_NAME.test(basename(path));
}

/** Replaces the credentials in all MongoDB URLs of a text. */
export function redactCredentials(text: string): string {
  return text.replace(CREDENTIALS, '$1***@');
}
