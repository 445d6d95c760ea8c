import type { Place } from '@steadfast/checker';
import type { LineText } from '../read-lines.ts';
import { emphasizeKeyFields } from './check-results.ts';
import { html, type Markup } from './html.ts';
import { lineId, linkToFile } from './links.ts';

/** Lines before and after each cited one: what a process did just before is often the reason. */
const CONTEXT_LINES = 2;

/** A cited line is far shorter, unless it is not one of Steadfast's; its neighbours are cut off much earlier. */
const MAX_CITED_LENGTH = 1_200;
const MAX_CONTEXT_LENGTH = 300;

function compare(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** Returns places together with the lines around them, each once, in order. */
export function withContext(cited: readonly Place[]): Place[] {
  const lines = new Map<string, Set<number>>();
  for (const { file, line } of cited) {
    const ofFile = lines.get(file) ?? new Set<number>();
    lines.set(file, ofFile);
    for (let near = Math.max(1, line - CONTEXT_LINES); near <= line + CONTEXT_LINES; near += 1) ofFile.add(near);
  }
  return [...lines]
    .sort(([one], [other]) => compare(one, other))
    .flatMap(([file, numbers]) => [...numbers].sort((one, other) => one - other).map((line) => ({ file, line })));
}

function truncated(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)} …` : text;
}

function renderLine(place: Place, text: string, isCited: boolean, isAfterGap: boolean): Markup {
  const gap = isAfterGap ? html`<li class="gap" aria-hidden="true">⋮</li>` : undefined;
  const shown = isCited ? emphasizeKeyFields(truncated(text, MAX_CITED_LENGTH)) : truncated(text, MAX_CONTEXT_LENGTH);
  return html`${gap}
    <li id="${lineId(place)}" class="${isCited ? 'cited' : 'near'}">
      <span class="number">${place.line}</span><code>${shown}</code>
    </li>`;
}

function renderFile(file: string, places: readonly Place[], citedLines: ReadonlySet<number>, textOf: LineText): Markup {
  const lines = places.flatMap((place) => {
    const text = textOf(place);
    return text === undefined ? [] : [{ place, text }];
  });
  return html`<h3>${linkToFile(file)}</h3>
    <ol class="quotes">
      ${lines.map(({ place, text }, index) =>
        renderLine(
          place,
          text,
          citedLines.has(place.line),
          index > 0 && lines[index - 1]?.place.line !== place.line - 1,
        ),
      )}
    </ol>`;
}

/** Renders the section that quotes the cited lines, each with its neighbours; undefined if none of them is known. */
export function renderQuotes(cited: readonly Place[], textOf: LineText): Markup | undefined {
  const known = cited.filter((place) => textOf(place) !== undefined);
  if (known.length === 0) return undefined;
  const files = Map.groupBy(withContext(known), ({ file }) => file);
  const citedByFile = Map.groupBy(known, ({ file }) => file);
  return html`<section class="all-quotes">
    <h2>The lines in their files</h2>
    <p class="note">Every line that this page refers to, with its neighbours. The name of a file opens all of it.</p>
    ${[...files].map(([file, places]) =>
      renderFile(file, places, new Set(citedByFile.get(file)?.map(({ line }) => line)), textOf),
    )}
  </section>`;
}
