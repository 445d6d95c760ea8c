import { html, type Markup } from '../page/html.ts';

/** Draws the fill patterns, which can be told apart without colours, such as on paper. */
export function drawPatterns(): Markup {
  return html`<defs>
    <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"
      ><rect class="killed-ground" width="6" height="6" /><line class="killed-line" x1="0" y1="0" x2="0" y2="6"
    /></pattern>
    <pattern id="lines" width="5" height="5" patternUnits="userSpaceOnUse"
      ><rect class="rerun-ground" width="5" height="5" /><line class="rerun-line" x1="0" y1="1" x2="5" y2="1"
    /></pattern>
    <pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"
      ><rect class="fenced-ground" width="6" height="6" /><circle class="fenced-dot" cx="3" cy="3" r="1.6"
    /></pattern>
    <pattern id="gap" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"
      ><rect class="gap-ground" width="8" height="8" /><line class="gap-line" x1="0" y1="0" x2="0" y2="8"
    /></pattern>
    <pattern id="ice" width="7" height="7" patternUnits="userSpaceOnUse"
      ><path class="ice-line" d="M0 0l7 7m0 -7l-7 7"
    /></pattern>
  </defs>`;
}

function entry(shape: Markup, text: string): Markup {
  return html`<li><svg width="34" height="18" viewBox="0 0 34 18" aria-hidden="true">${shape}</svg>${text}</li>`;
}

function box(name: string): Markup {
  return html`<rect class="${name}" x="1" y="1" width="32" height="16" />`;
}

/** Draws the legend of the chart. */
export function drawLegend(): Markup {
  return html`<ul class="legend">
    ${entry(box('bar success'), 'task succeeded')}
    ${entry(box('bar rerun'), 'task succeeded as a rerun (·2: second attempt)')}
    ${entry(box('bar killed'), 'attempt killed')}
    ${entry(box('bar fenced'), 'kept running after its task was reassigned; its report is refused')}
    ${entry(html`<rect class="pending" x="1" y="7" width="32" height="4" />`, 'task finished, report waits for a master')}
    ${entry(box('bar leading'), 'master leads')} ${entry(box('leaderless swatch'), 'no master leads')}
    ${entry(html`<rect class="alive" x="1" y="7" width="32" height="5" />`, 'process alive')}
    ${entry(box('frozen'), 'process frozen')}
    ${entry(html`<path class="mark kill" d="M12 4l10 10m0 -10l-10 10" />`, 'process killed')}
    ${entry(html`<path class="mark start" d="M17 3l6 11h-12z" />`, 'process restarted')}
  </ul>`;
}
