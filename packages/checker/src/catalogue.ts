import { BACKED, NOTHING_LOST } from './checks/backing.ts';
import { DATABASE_OUTAGE, MASTER_KILL } from './checks/bystanders.ts';
import { CAUSES } from './checks/causes.ts';
import { CONTINUES } from './checks/continues.ts';
import { DOCUMENTS } from './checks/documents.ts';
import { EVIDENCE_WHOLE } from './checks/evidence-whole.ts';
import { ONE_AT_A_TIME, STARTED_ONCE, WHOLE_SLEEP } from './checks/executions.ts';
import { LEDGER_ORDER } from './checks/ledger.ts';
import { LOGGED_FACTS } from './checks/logged-facts.ts';
import { JOIN_LEAVE } from './checks/membership.ts';
import { LEGAL_MOVES } from './checks/moves.ts';
import { NO_CRASH, RELAUNCH } from './checks/relaunch.ts';
import { RERUN } from './checks/reruns.ts';
import { SLAVE_KILL } from './checks/slave-kill.ts';
import { ACKNOWLEDGED, EPOCHS_RISE, SLAVE_LOGS } from './checks/slave-logs.ts';
import { ALL_FINISH, FIELDS, ONE_SUCCESS } from './checks/tasks.ts';
import type { Check } from './check.ts';

/** Everything that must hold for every run: first what the user asked for, then what the design promises. */
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
  NOTHING_LOST,
  ACKNOWLEDGED,
  EPOCHS_RISE,
  DATABASE_OUTAGE,
  NO_CRASH,
  LOGGED_FACTS,
  SLAVE_LOGS,
  EVIDENCE_WHOLE,
];
