/** Bounds of the observations, each with its name. */

/** Events wait for others this long, or until there are so many; then they are written together. */
export const BATCH_MS = 200;
export const BATCH_SIZE = 500;

/** What waits to be written beyond it is dropped. */
export const MAX_WAITING = 10_000;
/** Batches that the thread has not written yet; more wait on this side, where they are counted. */
export const MAX_UNWRITTEN_BATCHES = 4;
/** Questions without an answer. */
export const MAX_QUESTIONS = 10_000;

/** Keys of one event, and characters of one key. */
export const MAX_KEYS = 1000;
export const MAX_KEY_LENGTH = 320;
/** Events of one message. */
export const MAX_EVENTS_OF_MESSAGE = 100_000;
/** Rows of one topic and day. */
export const MAX_TALLY_ROWS = 100_000;

/** Notes of one topic that one answer has. */
export const MAX_NOTES = 10_000;

/** Words of a question that are looked for. */
export const MAX_SEARCH_WORDS = 10;
/** Events of one answer, over all of its messages. */
export const MAX_ANSWER_EVENTS = 10_000;
/** Why the observations begin anew where nothing is wrong. */
export const NO_FILE = 'there was none';
