import { nameLine, type Place } from '@steadfast/checker';
import { html, type Content, type Markup } from './html.ts';

/** A line of a file as messages name it: `slave1.journal.jsonl:12`. */
const PLACE = /([\w./-]+\.(?:log|jsonl|txt)):(\d+)/g;

/** Returns the URL of a file, relative to the page. */
function urlOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** Renders a link to a line: `slave1.journal.jsonl:12`. */
export function linkTo(place: Place): Markup {
  return html`<a class="place" href="${urlOf(place.file)}">${nameLine(place)}</a>`;
}

/** Turns every place that a message names into a link. */
export function linkPlaces(message: string): Content[] {
  const parts: Content[] = [];
  let end = 0;
  for (const { 0: name, 1: file = '', 2: line, index } of message.matchAll(PLACE)) {
    parts.push(message.slice(end, index), linkTo({ file, line: Number(line) }));
    end = index + name.length;
  }
  return [...parts, message.slice(end)];
}

/** A link as `linkTo` renders it. */
const LINK = /<a class="place" href="([^"]+)">[^<]*:(\d+)<\/a>/g;

/** Returns a page with its links changed to the new paths of the files. */
export function relinkFiles(page: string, newPath: (file: string) => string): string {
  return page.replace(LINK, (_link, url: string, line: string) => {
    const file = newPath(url.split('/').map(decodeURIComponent).join('/'));
    return linkTo({ file, line: Number(line) }).markup;
  });
}
