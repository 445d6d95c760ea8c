/**
 * Characters that control a terminal, end a line in some programs, reverse the direction of the text after them, or are
 * invisible: what a person reads would differ from what is there. Names of tasks and slaves come from outside.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Returns whether a text contains no character that must not be printed as it is. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1;
}

/** Anything but printable ASCII, which most lines consist of: much cheaper to look for than what must not be printed. */
const BEYOND_ASCII = /[^ -~]/;

/** Escapes the characters in JSON that must not be printed, and that JSON itself does not escape. It stays equal as JSON. */
export function escapeJson(json: string): string {
  if (!BEYOND_ASCII.test(json)) return json;
  return json.replace(UNPRINTABLE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Replaces each character that must not be printed, line breaks included, by a space. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, ' ');
}
