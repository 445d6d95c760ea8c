/**
 * Markup that cannot be broken by what it holds: everything that is put into a template is escaped, unless it is markup
 * itself. Names of tasks come from a database, and log lines hold whatever a process was told.
 */

/** A piece of HTML or SVG that is whole in itself. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template. */
export type Content = Markup | string | number | undefined | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, which HTML does not allow, however they are written. */
const FORBIDDEN = /(?![\n\t])[\p{Cc}\p{Cs}]/gu;

function escape(text: string): string {
  return text.replace(FORBIDDEN, '\u{FFFD}').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

function markupOf(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(markupOf).join('');
}

/** Makes markup of a template: its own text stands as it is, what is put into it is escaped. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return {
    markup: strings.map((text, index) => text + markupOf(contents[index])).join(''),
  };
}

/** Text that is markup already, such as a style sheet of our own. */
export function trusted(markup: string): Markup {
  return { markup };
}
