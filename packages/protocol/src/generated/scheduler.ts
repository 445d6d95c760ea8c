import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Abort as _steadfast_v1_Abort, Abort__Output as _steadfast_v1_Abort__Output } from './steadfast/v1/Abort.ts';
import type { Aborted as _steadfast_v1_Aborted, Aborted__Output as _steadfast_v1_Aborted__Output } from './steadfast/v1/Aborted.ts';
import type { Acknowledge as _steadfast_v1_Acknowledge, Acknowledge__Output as _steadfast_v1_Acknowledge__Output } from './steadfast/v1/Acknowledge.ts';
import type { Assign as _steadfast_v1_Assign, Assign__Output as _steadfast_v1_Assign__Output } from './steadfast/v1/Assign.ts';
import type { Declined as _steadfast_v1_Declined, Declined__Output as _steadfast_v1_Declined__Output } from './steadfast/v1/Declined.ts';
import type { Failed as _steadfast_v1_Failed, Failed__Output as _steadfast_v1_Failed__Output } from './steadfast/v1/Failed.ts';
import type { Finished as _steadfast_v1_Finished, Finished__Output as _steadfast_v1_Finished__Output } from './steadfast/v1/Finished.ts';
import type { Held as _steadfast_v1_Held, Held__Output as _steadfast_v1_Held__Output } from './steadfast/v1/Held.ts';
import type { KeptReport as _steadfast_v1_KeptReport, KeptReport__Output as _steadfast_v1_KeptReport__Output } from './steadfast/v1/KeptReport.ts';
import type { Leaving as _steadfast_v1_Leaving, Leaving__Output as _steadfast_v1_Leaving__Output } from './steadfast/v1/Leaving.ts';
import type { Order as _steadfast_v1_Order, Order__Output as _steadfast_v1_Order__Output } from './steadfast/v1/Order.ts';
import type { Orders as _steadfast_v1_Orders, Orders__Output as _steadfast_v1_Orders__Output } from './steadfast/v1/Orders.ts';
import type { Recall as _steadfast_v1_Recall, Recall__Output as _steadfast_v1_Recall__Output } from './steadfast/v1/Recall.ts';
import type { Refuse as _steadfast_v1_Refuse, Refuse__Output as _steadfast_v1_Refuse__Output } from './steadfast/v1/Refuse.ts';
import type { Register as _steadfast_v1_Register, Register__Output as _steadfast_v1_Register__Output } from './steadfast/v1/Register.ts';
import type { Report as _steadfast_v1_Report, Report__Output as _steadfast_v1_Report__Output } from './steadfast/v1/Report.ts';
import type { Reports as _steadfast_v1_Reports, Reports__Output as _steadfast_v1_Reports__Output } from './steadfast/v1/Reports.ts';
import type { SchedulerServiceClient as _steadfast_v1_SchedulerServiceClient, SchedulerServiceDefinition as _steadfast_v1_SchedulerServiceDefinition } from './steadfast/v1/SchedulerService.ts';
import type { SessionRequest as _steadfast_v1_SessionRequest, SessionRequest__Output as _steadfast_v1_SessionRequest__Output } from './steadfast/v1/SessionRequest.ts';
import type { SessionResponse as _steadfast_v1_SessionResponse, SessionResponse__Output as _steadfast_v1_SessionResponse__Output } from './steadfast/v1/SessionResponse.ts';
import type { Started as _steadfast_v1_Started, Started__Output as _steadfast_v1_Started__Output } from './steadfast/v1/Started.ts';
import type { Welcome as _steadfast_v1_Welcome, Welcome__Output as _steadfast_v1_Welcome__Output } from './steadfast/v1/Welcome.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  steadfast: {
    v1: {
      Abort: MessageTypeDefinition<_steadfast_v1_Abort, _steadfast_v1_Abort__Output>
      Aborted: MessageTypeDefinition<_steadfast_v1_Aborted, _steadfast_v1_Aborted__Output>
      Acknowledge: MessageTypeDefinition<_steadfast_v1_Acknowledge, _steadfast_v1_Acknowledge__Output>
      Assign: MessageTypeDefinition<_steadfast_v1_Assign, _steadfast_v1_Assign__Output>
      DeclineReason: EnumTypeDefinition
      Declined: MessageTypeDefinition<_steadfast_v1_Declined, _steadfast_v1_Declined__Output>
      Failed: MessageTypeDefinition<_steadfast_v1_Failed, _steadfast_v1_Failed__Output>
      Finished: MessageTypeDefinition<_steadfast_v1_Finished, _steadfast_v1_Finished__Output>
      Held: MessageTypeDefinition<_steadfast_v1_Held, _steadfast_v1_Held__Output>
      HeldState: EnumTypeDefinition
      KeptReport: MessageTypeDefinition<_steadfast_v1_KeptReport, _steadfast_v1_KeptReport__Output>
      Leaving: MessageTypeDefinition<_steadfast_v1_Leaving, _steadfast_v1_Leaving__Output>
      Order: MessageTypeDefinition<_steadfast_v1_Order, _steadfast_v1_Order__Output>
      Orders: MessageTypeDefinition<_steadfast_v1_Orders, _steadfast_v1_Orders__Output>
      Recall: MessageTypeDefinition<_steadfast_v1_Recall, _steadfast_v1_Recall__Output>
      Refuse: MessageTypeDefinition<_steadfast_v1_Refuse, _steadfast_v1_Refuse__Output>
      RefuseReason: EnumTypeDefinition
      Register: MessageTypeDefinition<_steadfast_v1_Register, _steadfast_v1_Register__Output>
      Report: MessageTypeDefinition<_steadfast_v1_Report, _steadfast_v1_Report__Output>
      Reports: MessageTypeDefinition<_steadfast_v1_Reports, _steadfast_v1_Reports__Output>
      /**
       * SchedulerService assigns tasks to slaves.
       * 
       * An attempt is one execution of a task, identified by `task_id` and
       * `attempt`. The attempts of a task are numbered from 1, and at any time at
       * most one of them is current: the one that the ledger assigns to a slave. All
       * other attempts are stale. An attempt that is reported as finished while it is
       * current is recorded as the success of its task.
       */
      SchedulerService: SubtypeConstructor<typeof grpc.Client, _steadfast_v1_SchedulerServiceClient> & { service: _steadfast_v1_SchedulerServiceDefinition }
      SessionRequest: MessageTypeDefinition<_steadfast_v1_SessionRequest, _steadfast_v1_SessionRequest__Output>
      SessionResponse: MessageTypeDefinition<_steadfast_v1_SessionResponse, _steadfast_v1_SessionResponse__Output>
      Started: MessageTypeDefinition<_steadfast_v1_Started, _steadfast_v1_Started__Output>
      Welcome: MessageTypeDefinition<_steadfast_v1_Welcome, _steadfast_v1_Welcome__Output>
    }
  }
}

