import type { Check } from './check.ts';
import { ACKNOWLEDGED } from './checks/acknowledgements.ts';
import { CONTINUES } from './checks/continuity.ts';
import { NO_CRASH } from './checks/crashes.ts';
import { DOCUMENTS } from './checks/documents.ts';
import { ONE_AT_A_TIME, STARTED_ONCE, WHOLE_SLEEP } from './checks/executions.ts';
import { CAUSES } from './checks/kill-causes.ts';
import { LEDGER_ORDER } from './checks/ledger-order.ts';
import { LOGGED_FACTS } from './checks/master-logs.ts';
import { JOIN_LEAVE } from './checks/membership.ts';
import { NO_OVERLAP } from './checks/overlaps.ts';
import { PROGRESS } from './checks/progress.ts';
import { EVIDENCE_WHOLE } from './checks/readable-evidence.ts';
import { RELAUNCH } from './checks/relaunch.ts';
import { BACKED, NOTHING_LOST } from './checks/reports.ts';
import { RERUN } from './checks/reruns.ts';
import { DATABASE_OUTAGE, MASTER_KILL } from './checks/running-tasks.ts';
import { EPOCHS_RISE } from './checks/session-epochs.ts';
import { SLAVE_KILL } from './checks/slave-kill.ts';
import { SLAVE_LOGS } from './checks/slave-logs.ts';
import { ALL_FINISH, FIELDS, ONE_SUCCESS } from './checks/tasks.ts';
import { LEGAL_MOVES } from './checks/transitions.ts';

/** Every check, in the order in which verdicts list them. */
export const CHECKS: readonly Check[] = [
  FIELDS,
  ALL_FINISH,
  ONE_SUCCESS,
  WHOLE_SLEEP,
  ONE_AT_A_TIME,
  JOIN_LEAVE,
  CONTINUES,
  MASTER_KILL,
  SLAVE_KILL,
  RERUN,
  CAUSES,
  RELAUNCH,
  LEDGER_ORDER,
  LEGAL_MOVES,
  DOCUMENTS,
  BACKED,
  STARTED_ONCE,
  NO_OVERLAP,
  PROGRESS,
  NOTHING_LOST,
  ACKNOWLEDGED,
  EPOCHS_RISE,
  DATABASE_OUTAGE,
  NO_CRASH,
  LOGGED_FACTS,
  SLAVE_LOGS,
  EVIDENCE_WHOLE,
];
