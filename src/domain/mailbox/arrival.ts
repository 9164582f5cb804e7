/** Takes a message as it arrives: keeps the bytes and computes the digest on the way. */
import { Failure } from '../../base/failure.ts';
import { type Digest, digestMessage } from '../../formats/mime/digest.ts';
import { createMimeIndexer } from '../../formats/mime/mime-indexer.ts';
import type { ContentReceiver, ContentStore } from '../ports/contents.ts';
import type { NewContent } from '../ports/delivery-operations.ts';
import { toStoredDigest } from './stored-digest.ts';

/** Disposing before `finish` gives the bytes up; afterwards the staged content is the caller's to dispose. */
export interface IncomingMessage extends AsyncDisposable {
  /** Bytes taken so far. */
  readonly sizeBytes: number;
  /** See ContentReceiver.write. Fails with `too-large` above the limit given, `no-space`. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  finish(): Promise<ReceivedMessage>;
}

/** What an operation files, and what else the reading of the message has shown. */
export interface ReceivedMessage extends NewContent {
  readonly message: Digest;
}

export interface ReceiveOptions {
  /** What the sender announced; large contents go to disk at once. */
  readonly expectedBytes?: number | undefined;
  /** Above it `write` fails with `too-large`. */
  readonly maxBytes?: number | undefined;
}

export function receiveMessage(contents: ContentStore, options: ReceiveOptions = {}): IncomingMessage {
  return new Arrival(contents.receive(options.expectedBytes), options.maxBytes ?? Infinity);
}

class Arrival implements IncomingMessage {
  readonly #receiver: ContentReceiver;
  readonly #maxBytes: number;
  readonly #indexer = createMimeIndexer();

  constructor(receiver: ContentReceiver, maxBytes: number) {
    this.#receiver = receiver;
    this.#maxBytes = maxBytes;
  }

  get sizeBytes(): number {
    return this.#receiver.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#receiver.sizeBytes + chunk.length > this.#maxBytes) {
      throw new Failure('too-large', 'the message is too large', { detail: { limit: this.#maxBytes } });
    }
    this.#indexer.write(chunk);
    return this.#receiver.write(chunk);
  }

  async finish(): Promise<ReceivedMessage> {
    const message = digestMessage(this.#indexer.finish());
    const staged = await this.#receiver.finish();
    return { staged, digest: toStoredDigest(message), message };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#receiver[Symbol.asyncDispose]();
  }
}
