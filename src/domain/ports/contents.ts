/** Contents: the bytes of messages, kept once under their hash. */
import type { ContentHash } from './ids.ts';
import type { EntryFields } from './mailboxes.ts';

/** What a listing shows of an email just as the digest has it. */
type DigestedField =
  | 'envelope'
  | 'parts'
  | 'preview'
  | 'sentDay'
  | 'sentAtMs'
  | 'messageId'
  | `${'subject' | 'from' | 'to' | 'cc' | 'bcc'}Key`;

/**
 * What is computed once of a message when it arrives. Kept beside the content and shared by every email of it.
 * Made by `formats/mime`; recomputed from the bytes when `version` is older than the program's.
 */
export interface StoredDigest extends Pick<EntryFields, DigestedField> {
  readonly version: number;
  readonly hasAttachment: boolean;
  /** Emails of one account that share one of these belong to one thread; the first is the email's own. */
  readonly threadKeys: readonly string[];
}

/** Bytes that wait for the operation that files them. Disposing gives them up; filing them consumes them. */
export interface StagedContent extends AsyncDisposable {
  readonly hash: ContentHash;
  readonly sizeBytes: number;
}

/** Takes the bytes of one content as they arrive. Disposing before `finish` gives them up. */
export interface ContentReceiver extends AsyncDisposable {
  readonly sizeBytes: number;
  /**
   * Takes the next bytes; the chunk must not be changed afterwards. A promise means: wait for it before the next.
   * Fails with `no-space` when the disk is short.
   */
  write(chunk: Uint8Array): Promise<void> | undefined;
  finish(): Promise<StagedContent>;
}

/**
 * Bytes of a message while it is looked at, before it is decided what is kept of it. Not on stable storage. Disposing
 * removes them; what a crash left behind is removed at the next start.
 */
export interface Scratch extends AsyncDisposable {
  readonly sizeBytes: number;
  /** Like ContentReceiver. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** After the last write: as often as needed, also at the same time. */
  read(): AsyncIterable<Uint8Array>;
}

export interface ContentStore {
  /** @param expectedBytes what the sender announced, when it did: large contents go to disk at once. */
  receive(expectedBytes?: number): ContentReceiver;
  scratch(expectedBytes?: number): Scratch;
  /**
   * Reads bytes `start` up to (not including) `end`; without `end`, up to the end of the content.
   * For parts of bounded size: at most MAX_READ_BYTES at a time, `too-large` above that.
   * Fails with `not-found` when no such content is kept, `unavailable` when it cannot be read or is damaged.
   */
  read(hash: ContentHash, start?: number, end?: number): Promise<Uint8Array>;
  /** The same in chunks, for any size. */
  stream(hash: ContentHash, start?: number, end?: number): AsyncIterable<Uint8Array>;
}

export const MAX_READ_BYTES = 4 * 1024 * 1024;
