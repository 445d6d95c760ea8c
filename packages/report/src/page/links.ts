import { nameLine, type Place } from '@steadfast/checker';
import type { LineText } from '../read-lines.ts';
import { html, type Content, type Markup } from './html.ts';

/** A line of a file as messages name it: `slave1.journal.jsonl:12`. */
const PLACE = /([\w./-]+\.(?:log|jsonl|txt)):(\d+)/g;

/** Returns the URL of a file, relative to the page. */
function urlOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** Returns the id of the element that quotes a line. */
export function lineId({ file, line }: Place): string {
  return `line-${encodeURIComponent(file).replaceAll('%', '_')}-${line}`;
}

/** Returns the places that a message names. */
export function placesIn(message: string): Place[] {
  return [...message.matchAll(PLACE)].map(([, file = '', line]) => ({ file, line: Number(line) }));
}

function renderPlace(place: Place, target: string): Markup {
  return html`<a class="place" href="${target}" data-file="${urlOf(place.file)}">${nameLine(place)}</a>`;
}

/** Renders a link to a line, `slave1.journal.jsonl:12`: to where the page quotes it or, if it does not, to its file. */
export function linkTo(place: Place, textOf: LineText): Markup {
  return renderPlace(place, textOf(place) === undefined ? urlOf(place.file) : `#${lineId(place)}`);
}

/** Renders a link to a file. */
export function linkToFile(file: string): Markup {
  return html`<a class="file" href="${urlOf(file)}">${file}</a>`;
}

/** Turns every place that a message names into a link. */
export function linkPlaces(message: string, textOf: LineText): Content[] {
  const parts: Content[] = [];
  let end = 0;
  for (const { 0: name, 1: file = '', 2: line, index } of message.matchAll(PLACE)) {
    parts.push(message.slice(end, index), linkTo({ file, line: Number(line) }, textOf));
    end = index + name.length;
  }
  return [...parts, message.slice(end)];
}

/** Links as `linkTo` and `linkToFile` render them. */
const PLACE_LINK = /<a class="place" href="([^"]+)" data-file="([^"]+)"\s*>[^<]*:(\d+)<\/a\s*>/g;
const FILE_LINK = /<a class="file" href="([^"]+)"\s*>[^<]*<\/a\s*>/g;

/** Returns a page with its links changed to the new paths of the files. */
export function relinkFiles(page: string, newPath: (file: string) => string): string {
  const renamed = (url: string): string => newPath(url.split('/').map(decodeURIComponent).join('/'));
  return page
    .replace(FILE_LINK, (_link, url: string) => linkToFile(renamed(url)).markup)
    .replace(PLACE_LINK, (_link, target: string, url: string, line: string) => {
      const file = renamed(url);
      return renderPlace({ file, line: Number(line) }, target.startsWith('#') ? target : urlOf(file)).markup;
    });
}
