/** Bounds of the engine, each with its name. */

/** Contents above it are written to a file of their own while they arrive. */
export const SPILL_ABOVE_BYTES = 256 * 1024;

/** Size of a segment of small contents. */
export const SEGMENT_BYTES = 64 * 1024 * 1024;

/** Free disk space below which nothing may grow: 1.5 times the largest message, at least 200 MB. */
export const RESERVE_BYTES = 200_000_000;

/** What one commit takes in at most; the rest waits for the next one. */
export const MAX_GROUP_OPERATIONS = 1000;
export const MAX_GROUP_BYTES = 32 * 1024 * 1024;

/** Descriptors of segments that readers keep open. */
export const MAX_OPEN_SEGMENTS = 128;

/** Entries one transaction of a purge removes: a few milliseconds of work. */
export const PURGE_SLICE = 1000;

/** Age of a content without references before it may be removed. */
export const CONTENT_GRACE_MS = 60 * 60 * 1000;

/** AccountId: see ids.ts. */
export const MAX_ACCOUNT_ID = 2 ** 21 - 1;
export const MAX_UID = 2 ** 32 - 1;
export const MAX_EMAIL_NUMBER = 2 ** 32 - 1;

/** Keys of one message that are followed to find its thread. */
export const MAX_THREAD_KEYS = 100;

/** Names of what depends on something that are listed in `detail.dependents`. */
export const MAX_DEPENDENTS = 20;

/** Of sessions, and of audit entries, that one operation forgets: some 25 ms of the writer. */
export const FORGET_SLICE = 5000;
