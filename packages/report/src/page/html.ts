/**
 * Templates that are safe against injection: every value is escaped, unless it is markup itself. Task names and log
 * lines are untrusted.
 */

/** Well-formed HTML or SVG. */
export interface Markup {
  readonly markup: string;
}

/** A value of a template. */
export type Content = Markup | string | number | undefined | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Control characters, which HTML does not allow even as character references, and those that are invisible or change the
 * direction of the text after them.
 */
const FORBIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}]/gu;

function escape(text: string): string {
  return text.replace(FORBIDDEN, '\u{FFFD}').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

function markupOf(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(markupOf).join('');
}

/** Template tag that escapes all values except markup. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return {
    markup: strings.map((text, index) => text + markupOf(contents[index])).join(''),
  };
}

/** Declares a text to be markup. Must not be used with text from outside of this package. */
export function trusted(markup: string): Markup {
  return { markup };
}
