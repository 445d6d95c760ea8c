/*
 * The limits of the protocol. Both sides enforce them, so that no peer can make the other one allocate without bound.
 */

/** The protocol version that this code implements. */
export const PROTOCOL_VERSION = 4;

/** The lowest version in which reports and orders travel in batches, and in which a slave has a queue. */
export const BATCHING_VERSION = 3;

/** The lowest version in which slaves name their queues and kinds, and run other tasks than those that sleep. */
export const WORK_VERSION = 4;

/** The lowest version that a master accepts. In version 1, nothing proves that a slave is the one that it claims to be. */
export const MIN_PROTOCOL_VERSION = 1;

/** Whether a master accepts slaves with this protocol version. */
export function isSupportedVersion(version: number): boolean {
  return version >= MIN_PROTOCOL_VERSION && version <= PROTOCOL_VERSION;
}

/** The length of the secret that an instance commits to: as long as a SHA-256, so that neither is the weaker part. */
export const SECRET_BYTES = 32;

/** Maximum size of the input of a task, as BSON and as JSON: what is larger belongs into a store for files. */
export const MAX_INPUT_BYTES = 256 * 1024;

/** Maximum size of the result of a task, as JSON: it is kept in the ledger. */
export const MAX_RESULT_BYTES = 64 * 1024;

/** Maximum length of the reason of a failure, in characters: it is kept in the ledger and in the history of the task. */
export const MAX_REASON_LENGTH = 2_000;

/** Maximum length of the name of a queue or a kind. */
export const MAX_NAME_LENGTH = 64;

/** Maximum number of queues that a slave serves. */
export const MAX_QUEUES = 32;

/** Maximum number of kinds of tasks that a slave can run. */
export const MAX_KINDS = 256;

/**
 * Maximum size of a message from a slave. A batch of reports holds at most MAX_RESULT_BYTES of results and reasons, and
 * otherwise less than 40 KiB. A Register with the longest names has less than 64 KiB.
 */
export const MAX_REQUEST_BYTES = 128 * 1024;

/**
 * Maximum size of a message to a slave. A batch of orders holds at most MAX_INPUT_BYTES of input, and otherwise less than
 * 52 KiB.
 */
export const MAX_RESPONSE_BYTES = 384 * 1024;

/**
 * Maximum size of an inspection response: what gRPC clients accept by default, and enough for a page of a thousand
 * tasks of the largest size.
 */
export const MAX_LISTING_BYTES = 4 * 1024 * 1024;

/** Maximum length of a slave's name: that of a DNS label, since slaves are often named after their machine. */
export const MAX_HOST_LENGTH = 63;

/** Maximum length of an instance: a SHA-256 in hexadecimal. The UUIDs of protocol version 1 have 36 characters. */
export const MAX_INSTANCE_LENGTH = 64;

/** Maximum length of a task identifier: an ObjectId has 24 characters, any other `_id` is written as JSON. */
export const MAX_TASK_ID_LENGTH = 512;

/** Maximum length of a task name: it is repeated in every fact and log line about the task. */
export const MAX_TASKNAME_LENGTH = 200;

/**
 * Maximum number of attempts in a Register, and so of reports in an outbox. A slave runs one task at a time, and its reports
 * are acknowledged within milliseconds, so even a few are exceptional.
 */
export const MAX_HELD = 32;

/**
 * Maximum number of reports or orders in a message: even with identifiers and names of the maximum length, in characters
 * of three bytes, 24 assignments without input take less than 60 KiB, which slaves of version 3 accept.
 */
export const MAX_BATCH = 24;

/**
 * Maximum number of assignments that wait on a slave behind the one that it runs. At the shortest tasks, about 0.2 ms
 * each, this many hide a round trip and an append; for longer ones fewer are enough. Together with the running attempt
 * they fit into one Register twice, so that their reports find room while a master is gone.
 */
export const MAX_QUEUED = 15;

/** Highest attempt number: the maximum of a protobuf uint32. */
export const MAX_ATTEMPT = 0xffff_ffff;

/** Longest sleep, 24.8 days: the longest delay of a Node timer, 2^31 - 1 ms. */
export const MAX_SLEEP_SECONDS = 2_147_483;

/** Maximum number of streams per connection: a slave needs one, and a tool such as grpcurl a few. */
export const MAX_STREAMS_PER_CONNECTION = 8;

/**
 * Interval between HTTP/2 keepalive pings, on both sides. Together with KEEPALIVE_TIMEOUT_MS it limits how long a
 * silent peer goes unnoticed: 3 s.
 */
export const KEEPALIVE_TIME_MS = 1_500;

/** Time for the answer to a keepalive ping: a peer that is frozen for a second is not disconnected. */
export const KEEPALIVE_TIMEOUT_MS = 1_500;
