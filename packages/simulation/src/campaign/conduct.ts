import { PROMISES } from '@steadfast/invariants';
import { examine, examinedAsJson, type Examined } from './examine.ts';
import { formatCount, formatPlural } from './format.ts';
import { createProgress, type Screen } from './progress.ts';
import { renderReport, reportAsJson } from './report.ts';
import { runCampaign, type Campaign, type Limits } from './run-campaign.ts';
import type { Say } from './transcript.ts';
import { judgeVacuity, LEAST_JUDGED_WORLDS, type Vacuity } from './vacuity.ts';

/** Where a campaign is told of. */
export interface Audience {
  readonly say: Say;
  /** Where its progress is shown. */
  readonly screen: Screen;
  /** Whether it is told as JSON, at the end, and nothing else. */
  readonly json: boolean;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

const silently: Say = () => undefined;

function announcement({ from, worlds, seconds, workers }: Limits): string {
  const size = worlds === null ? `for ${formatCount(seconds)} s` : formatPlural(worlds, 'world');
  return `Simulating the worlds of the seeds from ${from} on: ${size}, on ${formatPlural(workers, 'core')}.`;
}

function vacuityLines({ expected, missing }: Vacuity): string[] {
  if (expected === 0)
    return [`Fewer than ${LEAST_JUDGED_WORLDS} worlds: whether enough happened in them is not judged.`];
  if (missing.length === 0) return [`Not vacuous: each of ${expected} things that must happen did happen.`];
  return [
    `VACUOUS: of ${expected} things that must happen, ${missing.length} never did:`,
    ...missing.map((counter) => `  ${counter}`),
  ];
}

function verdictLines({ failure, totals: { worlds } }: Campaign, vacuity: Vacuity): string[] {
  if (failure !== null) return [];
  const promises = Object.keys(PROMISES).length;
  const kept = `Each of ${promises} promises was kept in each of ${formatPlural(worlds, 'world')}.`;
  return [kept, ...vacuityLines(vacuity)];
}

function asJson(campaign: Campaign, vacuity: Vacuity, examined: Examined | null): string {
  const failure = examined === null ? null : examinedAsJson(examined);
  return JSON.stringify({ kept: failure === null, failure, vacuity, ...reportAsJson(campaign) }, null, 2);
}

/** Runs a campaign and tells of it; gives whether every promise was kept, and enough happened for that to mean much. */
export async function conduct(limits: Limits, { say, screen, json, signal }: Audience): Promise<boolean> {
  const tell = json ? silently : say;
  tell(announcement(limits));
  const { progress, end } = createProgress(limits, screen);
  const campaign = await runCampaign(limits, { signal, progress });
  end();
  if (campaign.interrupted) tell('It was ended early; this is how far it came.');
  for (const line of ['', ...renderReport(campaign), '']) tell(line);
  const vacuity = judgeVacuity(campaign.totals);
  for (const line of verdictLines(campaign, vacuity)) tell(line);
  const examined = campaign.failure === null ? null : await examine(campaign.failure, signal, tell);
  if (json) say(asJson(campaign, vacuity, examined));
  return examined === null && vacuity.missing.length === 0;
}
