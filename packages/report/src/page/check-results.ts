import { type CheckResult, type CheckStatus, STATUS_MARKS } from '@steadfast/checker';
import { formatPlural } from '@steadfast/runtime/format';
import type { EvidenceItem } from '../evidence/evidence-index.ts';
import type { LineText } from '../read-lines.ts';
import { html, type Content, type Markup } from './html.ts';
import { linkPlaces, linkTo } from './links.ts';

/** Returns the id of the element that shows a result. */
export function anchorOf({ section, id }: CheckResult): string {
  return `${section}-${id}`;
}

function statusClass(status: CheckStatus): string {
  return status.replaceAll(' ', '-');
}

/** Renders a status as a badge: a mark and a word. */
export function renderBadge(status: CheckStatus): Markup {
  return html`<span class="badge ${statusClass(status)}"
    ><span aria-hidden="true">${STATUS_MARKS[status]}</span> ${status}</span
  >`;
}

/** The fields of a JSON line that matter most to a reader; their values are emphasized. */
const KEY_FIELDS =
  /("(?:event|action|target|task|taskname|attempt|host|sleeptime|message|name|replayed|nonce|sleptMs|signal|epoch)":)("(?:[^"\\]|\\.)*"|[\w.]+)/g;

/** Far longer than any line that Steadfast writes; the rest is cut off. */
const MAX_TEXT_LENGTH = 1_200;

/** Emphasizes the values of the fields that matter most in a JSON line. */
export function emphasizeKeyFields(text: string): Content[] {
  const parts: Content[] = [];
  let end = 0;
  for (const { 0: whole, 1: field = '', 2: value, index } of text.matchAll(KEY_FIELDS)) {
    parts.push(text.slice(end, index), field, html`<b>${value}</b>`);
    end = index + whole.length;
  }
  return [...parts, text.slice(end)];
}

/** Renders the text of some lines; undefined if none of it is known. */
export function renderLines(places: EvidenceItem['places'], textOf: LineText): Markup | undefined {
  const text = places.flatMap((place) => textOf(place) ?? []).join('\n');
  if (text === '') return undefined;
  const more = text.length > MAX_TEXT_LENGTH ? ' …' : '';
  return html`<code>${emphasizeKeyFields(text.slice(0, MAX_TEXT_LENGTH))}${more}</code>`;
}

function renderItem({ caption, places }: EvidenceItem, textOf: LineText): Markup {
  return html`<li>
    <span class="caption">${caption}</span> ${linkTo(places[0], textOf)}${renderLines(places, textOf)}
  </li>`;
}

/** Renders the violations of a check; undefined if there are none. */
export function renderViolations({ violations }: CheckResult, textOf: LineText): Markup | undefined {
  if (violations.count === 0) return undefined;
  const { messages } = violations;
  const more = violations.count - messages.length;
  return html`<ul class="violations">
    ${messages.map((message) => html`<li>${linkPlaces(message, textOf)}</li>`)}${more > 0 ? html`<li>… and ${more} more</li>` : undefined}
  </ul>`;
}

/** Renders a result: its status, what was counted, how it was checked, violations and evidence. */
export function renderCheckResult(result: CheckResult, evidence: readonly EvidenceItem[], textOf: LineText): Markup {
  const { status, title, observed, how, section } = result;
  const items = html`<ol class="evidence">
    ${evidence.map((item) => renderItem(item, textOf))}
  </ol>`;
  const list =
    section === 'requirement'
      ? items
      : html`<details>
          <summary>Evidence: ${formatPlural(evidence.length, 'line')}</summary>
          ${items}
        </details>`;
  return html`<article id="${anchorOf(result)}" class="result ${statusClass(status)}">
    <h3>${renderBadge(status)} ${title}</h3>
    <p class="observed">${observed}</p>
    <p class="how">How it was checked: ${how}.</p>
    ${renderViolations(result, textOf)}${evidence.length === 0 ? undefined : list}
  </article>`;
}
