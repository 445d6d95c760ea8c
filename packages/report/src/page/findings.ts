import type { Finding, Status } from '@steadfast/checker/judge';
import { MARKS } from '@steadfast/checker/report';
import { count } from '@steadfast/checker/format';
import type { Exhibit } from '../evidence/evidence-index.ts';
import { html, type Content, type Markup } from './html.ts';
import { linkTo, withLinks } from './links.ts';
import type { LineText } from '../read-lines.ts';

/** Where a finding stands in the page. */
export function anchorOf({ section, id }: Finding): string {
  return `${section}-${id}`;
}

const STATUS_TEXTS: Record<Status, string> = { met: 'met', broken: 'not met', 'not exercised': 'not exercised' };

function statusClass(status: Status): string {
  return status.replaceAll(' ', '-');
}

/** How a finding stands, in a word and a sign. */
export function badge(status: Status): Markup {
  return html`<span class="badge ${statusClass(status)}"
    ><span aria-hidden="true">${MARKS[status]}</span> ${STATUS_TEXTS[status]}</span
  >`;
}

/** What of a line a reader should see first. */
const TELLING =
  /("(?:event|action|target|task|taskname|attempt|host|sleeptime|message|name|replayed|nonce|sleptMs|signal|epoch)":)("(?:[^"\\]|\\.)*"|[\w.]+)/g;

/** Characters of a line that are shown: what is longer was written by no process of ours. */
const MAX_TEXT = 1_200;

function emphasized(text: string): Content[] {
  const parts: Content[] = [];
  let end = 0;
  for (const { 0: whole, 1: field = '', 2: value, index } of text.matchAll(TELLING)) {
    parts.push(text.slice(end, index), field, html`<b>${value}</b>`);
    end = index + whole.length;
  }
  return [...parts, text.slice(end)];
}

/** The text of lines of evidence, as far as it is known. */
export function rawLines(places: Exhibit['places'], textOf: LineText): Markup | undefined {
  const text = places.flatMap((place) => textOf(place) ?? []).join('\n');
  if (text === '') return undefined;
  const more = text.length > MAX_TEXT ? ' …' : '';
  return html`<code>${emphasized(text.slice(0, MAX_TEXT))}${more}</code>`;
}

/** Lines of evidence: what they show, where they stand, and their text. */
function exhibitItem({ caption, places }: Exhibit, textOf: LineText): Markup {
  return html`<li><span class="caption">${caption}</span> ${linkTo(places[0])}${rawLines(places, textOf)}</li>`;
}

/** What speaks against a finding; nothing where nothing does. */
export function violationList({ violations }: Finding): Markup | undefined {
  if (violations.count === 0) return undefined;
  const { messages } = violations;
  const more = violations.count - messages.length;
  return html`<ul class="violations">
    ${messages.map((message) => html`<li>${withLinks(message)}</li>`)}${more > 0 ? html`<li>… and ${more} more</li>` : undefined}
  </ul>`;
}

/** One finding: how it stands, what was counted, how it was checked, what speaks against it, and lines that show it. */
export function renderFinding(finding: Finding, exhibits: readonly Exhibit[], textOf: LineText): Markup {
  const { status, title, figures, how, section } = finding;
  const lines = html`<ol class="exhibits">
    ${exhibits.map((exhibit) => exhibitItem(exhibit, textOf))}
  </ol>`;
  const evidence =
    section === 'asked'
      ? lines
      : html`<details>
          <summary>${count(exhibits.length, 'line')} of evidence</summary>
          ${lines}
        </details>`;
  return html`<article id="${anchorOf(finding)}" class="finding ${statusClass(status)}">
    <h3>${badge(status)} ${title}</h3>
    <p class="figures">${figures}</p>
    <p class="how">How it was checked: ${how}.</p>
    ${violationList(finding)}${exhibits.length === 0 ? undefined : evidence}
  </article>`;
}
