/**
 * The bounds of the protocol. Both sides enforce them, so that neither can be made to hold more than it can afford.
 */

/** The protocol version that this code speaks. */
export const PROTOCOL_VERSION = 1;

/** Bytes in one message. The largest legal one, a Register with MAX_HELD attempts, needs less than 40 KiB. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/**
 * Bytes in what a master answers to people and tools: a page of a thousand tasks, each at its largest, and as much as
 * their clients take by default.
 */
export const MAX_LISTING_BYTES = 4 * 1024 * 1024;

/** Characters in a host name: as many as a DNS label holds. */
export const MAX_HOST_LENGTH = 63;

/** Characters in an instance: room for a UUID, and for what other implementations may like to use. */
export const MAX_INSTANCE_LENGTH = 64;

/** Characters in a task identifier: an ObjectId has 24; other kinds of `_id` are written as JSON. */
export const MAX_TASK_ID_LENGTH = 512;

/** Characters in a task name: it stands in every fact and every log line about its task. */
export const MAX_TASKNAME_LENGTH = 200;

/** Attempts in one Register, and so reports in an outbox: a slave runs one task at a time, so a few are already many. */
export const MAX_HELD = 32;

/** The highest attempt number: what a protobuf uint32 holds. */
export const MAX_ATTEMPT = 0xffff_ffff;

/** The longest sleep, in seconds (24.8 days): the longest that one Node timer can wait, 2^31 - 1 ms. */
export const MAX_SLEEP_SECONDS = 2_147_483;

/** Streams on one connection: a slave needs one, and a person with grpcurl a few. */
export const MAX_STREAMS_PER_CONNECTION = 16;

/**
 * HTTP/2 keepalive, on both sides: so long after the last ping the next is sent, in milliseconds. Together with the
 * time for the answer it bounds how long a peer that vanished in silence stays unnoticed: 3 s.
 */
export const KEEPALIVE_TIME_MS = 1_500;

/** So long a ping may stay unanswered, in milliseconds: a peer frozen for a second is forgiven. */
export const KEEPALIVE_TIMEOUT_MS = 1_500;
