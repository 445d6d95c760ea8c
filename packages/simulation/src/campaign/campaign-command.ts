import { PROMISES } from '@steadfast/invariants';
import { reportFailure, failureReportAsJson, type FailureReport } from './report-failure.ts';
import { formatCount, formatPlural } from '../format.ts';
import { createProgress, type Screen } from './progress.ts';
import { renderReport, reportAsJson } from './report/report.ts';
import { runCampaign, type Campaign, type CampaignLimits } from './run-campaign.ts';
import type { Print } from './transcript.ts';
import { checkVacuity, MIN_JUDGED_WORLDS, type Vacuity } from './vacuity.ts';

/** Where a campaign is told of. */
export interface CommandContext {
  readonly say: Print;
  /** Where its progress is shown. */
  readonly screen: Screen;
  /** Whether it is told as JSON, at the end, and nothing else. */
  readonly json: boolean;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

const silently: Print = () => undefined;

function announcement({ from, worlds, seconds, workers }: CampaignLimits): string {
  const size = worlds === null ? `for ${formatCount(seconds)} s` : formatPlural(worlds, 'world');
  return `Simulating the worlds of the seeds from ${from} on: ${size}, on ${formatPlural(workers, 'core')}.`;
}

function vacuityLines({ expected, missing }: Vacuity): string[] {
  if (expected === 0) return [`Fewer than ${MIN_JUDGED_WORLDS} worlds: whether enough happened in them is not judged.`];
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

function asJson(campaign: Campaign, vacuity: Vacuity, examined: FailureReport | null): string {
  const failure = examined === null ? null : failureReportAsJson(examined);
  return JSON.stringify({ kept: failure === null, failure, vacuity, ...reportAsJson(campaign) }, null, 2);
}

/** Runs a campaign and tells of it; gives whether every promise was kept, and enough happened for that to mean much. */
export async function runCampaignCommand(
  limits: CampaignLimits,
  { say, screen, json, signal }: CommandContext,
): Promise<boolean> {
  const tell = json ? silently : say;
  tell(announcement(limits));
  const { progress, end } = createProgress(limits, screen);
  const campaign = await runCampaign(limits, { signal, progress });
  end();
  if (campaign.interrupted) tell('It was ended early; this is how far it came.');
  for (const line of ['', ...renderReport(campaign), '']) tell(line);
  const vacuity = checkVacuity(campaign.totals);
  for (const line of verdictLines(campaign, vacuity)) tell(line);
  const examined = campaign.failure === null ? null : await reportFailure(campaign.failure, signal, tell);
  if (json) say(asJson(campaign, vacuity, examined));
  return examined === null && vacuity.missing.length === 0;
}
