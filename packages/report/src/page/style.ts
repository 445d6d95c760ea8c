/** Colours for light and dark screens and for print. The hues can be told apart with any colour vision. */
const COLOURS = `
:root { --ground: #fdfdfb; --raised: #f3f3ee; --ink: #1b1d21; --faint: #5a5f69; --line: #d5d6d1; --link: #0b57a4;
  --good: #0a6b47; --good-ground: #e0f2ea; --bad: #a92410; --bad-ground: #fbe6e1; --idle: #6b5400; --idle-ground: #f6edcf;
  --success: #7cb6e4; --rerun: #e5b63c; --killed: #d55e00; --killed-ground: #fbe3d3; --fenced: #8d3f77;
  --fenced-ground: #f2dcea; --leading: #cfd3da; --alive: #0a7d55; --ice: #2b6f9b; --gap: #f0f0f4; --gap-line: #a4a8b6; --shadow: #0006; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #15171b; --raised: #1e2126; --ink: #e9eaec; --faint: #a3a9b4; --line: #363b43; --link: #8ec3ff;
    --good: #6fd6aa; --good-ground: #12352a; --bad: #ff9c88; --bad-ground: #431b14; --idle: #e6cc72; --idle-ground: #39300f;
    --success: #2f74ad; --rerun: #8f6a00; --killed: #ff8a3c; --killed-ground: #4a2408; --fenced: #e29bcb;
    --fenced-ground: #45203a; --leading: #454b56; --alive: #4cc294; --ice: #8fd0f7; --gap: #23262d; --gap-line: #6d7482; --shadow: #fff6; }
}
@media print {
  :root { --ground: #fff; --raised: #f3f3ee; --ink: #000; --faint: #333; --line: #bbb; --link: #000; --good: #064; --bad: #900;
    --idle: #540; --good-ground: #fff; --bad-ground: #fff; --idle-ground: #fff; --success: #7cb6e4; --rerun: #e5b63c;
    --killed: #d55e00; --killed-ground: #fff; --fenced: #8d3f77; --fenced-ground: #fff; --leading: #ddd; --alive: #0a7d55;
    --ice: #2b6f9b; --gap: #eee; --gap-line: #888; --shadow: #0000; }
}`;

const TEXT = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: clamp(1.35rem, 3.2vw, 2rem); line-height: 1.25; margin: 4px 0 8px; text-wrap: balance; }
h2 { font-size: 1.3rem; margin: 48px 0 12px; padding-bottom: 6px; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.05rem; line-height: 1.4; margin: 0 0 6px; overflow-wrap: anywhere; }
p { margin: 0 0 6px; }
a { color: var(--link); }
header { padding: 22px 24px; border-radius: 10px; border-left: 8px solid var(--good); background: var(--good-ground); }
header.failed { border-color: var(--bad); background: var(--bad-ground); }
header.passed h1 { color: var(--good); }
header.failed h1 { color: var(--bad); }
.title { font-weight: 600; }
.how, .note, .caption:empty { color: var(--faint); }
.how, .note { font-size: .9rem; }
.tiles { list-style: none; display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 14px 0 0; padding: 0; }
.tiles strong { font-size: 1.4rem; font-variant-numeric: tabular-nums; }
.badge { display: inline-block; white-space: nowrap; font-size: .82rem; font-weight: 700; padding: 1px 9px; border-radius: 999px; border: 1px solid; }
.badge.passed { color: var(--good); background: var(--good-ground); }
.badge.failed { color: var(--bad); background: var(--bad-ground); }
.badge.not-exercised { color: var(--idle); background: var(--idle-ground); }
.overview { border-collapse: collapse; width: 100%; }
.overview td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.overview td:first-child { width: 1%; overflow-wrap: normal; }
.overview td:last-child { color: var(--faint); width: 40%; padding-right: 0; }
.result, .task-timeline { margin: 0 0 16px; padding: 14px 18px; background: var(--raised); border-radius: 8px; border-left: 5px solid var(--good); }
.result.failed { border-color: var(--bad); }
.result.not-exercised { border-color: var(--idle); }
.task-timeline { border-color: var(--line); }
.observed { font-weight: 600; }
.violations { color: var(--bad); padding-left: 20px; overflow-wrap: anywhere; }
.violations a { color: inherit; }
.evidence { margin: 10px 0 0; padding: 0; list-style: none; }
.evidence li { padding: 5px 0; border-top: 1px solid var(--line); }
.caption { font-weight: 600; }
.place { font: .84rem ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; margin-left: 4px; }
code { display: block; font: .78rem/1.5 ui-monospace, Menlo, Consolas, monospace; color: var(--faint); overflow-wrap: anywhere; white-space: pre-wrap; }
code b { color: var(--ink); }
a.file { font: .95rem ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.all-quotes h3 { margin: 20px 0 4px; }
.quotes { list-style: none; margin: 0; padding: 6px 0; background: var(--raised); border-radius: 8px; }
.quotes li { display: grid; grid-template-columns: 4.2em 1fr; gap: 10px; padding: 1px 10px; scroll-margin-top: 6rem; }
.quotes li.cited { border-left: 4px solid var(--link); padding-left: 6px; }
.quotes li.near code { opacity: .75; }
.quotes li.gap { display: block; padding-left: 3.2em; color: var(--faint); line-height: 1; }
.quotes code { min-width: 0; }
.number { font: .78rem/1.5 ui-monospace, Menlo, Consolas, monospace; text-align: right; color: var(--faint); font-variant-numeric: tabular-nums; }
.explanation { margin: 10px 0 0; }
.steps { list-style: none; margin: 0; padding: 0; }
.steps li { display: grid; grid-template-columns: 5.2em 1fr; gap: 10px; padding: 4px 0; }
.steps li > div { min-width: 0; }
.time { font-variant-numeric: tabular-nums; color: var(--faint); text-align: right; }
summary { cursor: pointer; color: var(--faint); font-size: .88rem; }
.steps details { display: inline-block; max-width: 100%; vertical-align: top; margin-left: 8px; }
@media (max-width: 640px) {
  main { padding: 12px 12px 40px; }
  header { padding: 16px; }
  .overview tr, .overview td, .overview td:last-child { display: block; width: auto; padding: 0; border: 0; }
  .overview tr { padding: 8px 0; border-bottom: 1px solid var(--line); }
  .result, .task-timeline { padding: 12px; }
  .steps li { grid-template-columns: 4.4em 1fr; }
  .quotes li { grid-template-columns: 2.6em 1fr; gap: 6px; padding: 1px 6px; }
}`;

const CHART = `
.chart { display: flex; border: 1px solid var(--line); border-radius: 8px; padding: 4px 0; }
.chart svg { display: block; flex: none; }
.scroll { overflow-x: auto; min-width: 0; border-left: 1px solid var(--line); scrollbar-width: thin; scrollbar-color: var(--faint) transparent;
  background:
    linear-gradient(to right, var(--ground) 40%, transparent) left / 36px 100% no-repeat local,
    linear-gradient(to left, var(--ground) 40%, transparent) right / 36px 100% no-repeat local,
    radial-gradient(farthest-side at 0 50%, var(--shadow), transparent) left / 16px 100% no-repeat scroll,
    radial-gradient(farthest-side at 100% 50%, var(--shadow), transparent) right / 16px 100% no-repeat scroll; }
.scroll:focus-visible, .event-list:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.scroll-hint { display: none; color: var(--ink); }
.scroll-hint.always { display: inline; }
@media (max-width: 1279px) { .scroll-hint { display: inline; } }
.row a { cursor: pointer; }
.row a:hover > *, .row a:focus > * { stroke: var(--link); stroke-width: 2.5; }
.list-title { margin: 18px 0 6px; }
.event-list { max-height: 24rem; overflow: auto; border: 1px solid var(--line); border-radius: 8px; padding: 0 12px; scrollbar-color: var(--faint) transparent; }
.event-list table { border-collapse: collapse; width: 100%; font-size: .88rem; }
.event-list th { text-align: left; padding: 10px 0 4px; }
.event-list td { padding: 2px 14px 2px 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.event-list td:first-child { white-space: nowrap; color: var(--faint); font-variant-numeric: tabular-nums; width: 1%; }
.event-list tr { scroll-margin: 11rem 0 4rem; }
.event-list tr:target td, .quotes li:target { background: var(--idle-ground); }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink); }
svg .name { font-weight: 600; font-size: 13px; text-anchor: end; }
svg .in { font-size: 10px; pointer-events: none; }
svg .in.rerun, svg .in.killed, svg .in.fenced { font-weight: 700; paint-order: stroke; stroke: var(--ground); stroke-width: 3px; }
.axis line { stroke: var(--line); stroke-dasharray: 2 3; }
.axis text { text-anchor: middle; fill: var(--faint); font-size: 12px; }
.ground { stroke: var(--line); }
.leaderless { fill: url(#gap); }
.leaderless.swatch { stroke: var(--faint); }
.gap-ground { fill: var(--gap); }
.gap-line { stroke: var(--gap-line); stroke-width: 1.2; }
.alive { fill: var(--alive); }
.bar { stroke: var(--ink); stroke-width: .8; }
.success.bar { fill: var(--success); }
.rerun.bar { fill: url(#lines); stroke-width: 1.8; }
.killed.bar { fill: url(#stripes); stroke: var(--killed); stroke-width: 1.2; }
.fenced.bar { fill: url(#dots); stroke: var(--fenced); stroke-width: 1.2; stroke-dasharray: 4 2; }
.leading.bar { fill: var(--leading); stroke: var(--faint); }
.pending { fill: var(--faint); }
.frozen { fill: url(#ice); stroke: var(--ice); stroke-width: 1.5; }
.mark.kill { stroke: var(--bad); stroke-width: 3; fill: none; stroke-linecap: round; }
.mark.start { fill: var(--good); stroke: var(--ground); stroke-width: 1; }
.rerun-ground { fill: var(--rerun); }
.rerun-line { stroke: var(--ink); stroke-width: .7; }
.killed-ground { fill: var(--killed-ground); }
.killed-line { stroke: var(--killed); stroke-width: 4; }
.fenced-ground { fill: var(--fenced-ground); }
.fenced-dot { fill: var(--fenced); }
.ice-line { stroke: var(--ice); stroke-width: 1; fill: none; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 6px 22px; margin: 12px 0 0; padding: 0; font-size: .88rem; }
.legend li { display: flex; align-items: center; gap: 8px; }
.legend svg { flex: none; }
`;

/** Comes last, because it overrides the others. */
const PRINT = `
@media print {
  main { max-width: none; padding: 0; }
  body { font-size: 10pt; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  details > summary { display: none; }
  .result, .task-timeline, header { break-inside: auto; background: none; }
  .evidence li, .steps li, h3 { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .chart .names { flex: var(--names) 1 0; width: auto; height: auto; min-width: 0; }
  .scroll { flex: var(--time) 1 0; overflow: hidden; border: 0; }
  .scroll svg { width: 100%; height: auto; }
  .scroll-hint, .scroll-hint.always { display: none; }
  .event-list { max-height: none; overflow: visible; border: 0; padding: 0; }
  .event-list tr, .quotes li { break-inside: avoid; }
  .quotes { background: none; }
  * { print-color-adjust: exact; }
}`;

/** The style sheet of the page: for wide and narrow screens, light and dark, and for print. */
export const STYLE = COLOURS + TEXT + CHART + PRINT;
