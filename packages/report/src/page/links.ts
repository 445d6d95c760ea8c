import type { Place } from '@steadfast/checker/evidence';
import { nameLine } from '@steadfast/checker/format';
import { html, type Content, type Markup } from './html.ts';

/** How a message names a line of a file: `slave1.journal.jsonl:12`. */
const LINE_NAME = /([\w./-]+\.(?:log|jsonl|txt)):(\d+)/g;

/** The address of a file, relative to the page; a folder or a name may hold what an address may not. */
export function addressOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** A link to a line of a file, named by both. */
export function linkTo(place: Place): Markup {
  return html`<a class="place" href="${addressOf(place.file)}">${nameLine(place)}</a>`;
}

/** A message in which every line of a file that it names is a link. */
export function withLinks(message: string): Content[] {
  const parts: Content[] = [];
  let end = 0;
  for (const { 0: name, 1: file = '', 2: line, index } of message.matchAll(LINE_NAME)) {
    parts.push(message.slice(end, index), linkTo({ file, line: Number(line) }));
    end = index + name.length;
  }
  return [...parts, message.slice(end)];
}

/** A link as `linkTo` makes it. */
const LINK = /<a class="place" href="([^"]+)">[^<]*:(\d+)<\/a>/g;

/** A page whose links lead to where its files have been moved to. */
export function movePlaces(page: string, moved: (file: string) => string): string {
  return page.replace(LINK, (_link, address: string, line: string) => {
    const file = moved(address.split('/').map(decodeURIComponent).join('/'));
    return linkTo({ file, line: Number(line) }).markup;
  });
}
