/**
 * A message that is looked at before it is filed: its octets lie in a scratch, and what is filed is made of them when
 * everything is decided.
 */
import type { MessageSource } from '../filters/change-message.ts';
import { type ReceivedMessage, receiveMessage } from '../mailbox/arrival.ts';
import type { ContentStore, Scratch } from '../ports/contents.ts';

export class HeldMessage implements AsyncDisposable {
  readonly #contents: ContentStore;
  readonly #scratch: Scratch;
  /** Takes the place of so many octets at the start. */
  #start: { readonly lengthBytes: number; readonly instead: Uint8Array } | null = null;

  constructor(contents: ContentStore, expectedBytes: number | undefined) {
    this.#contents = contents;
    this.#scratch = contents.scratch(expectedBytes);
  }

  /** See ContentReceiver.write. */
  write(chunk: Uint8Array): Promise<void> | undefined {
    return this.#scratch.write(chunk);
  }

  /** What is filed begins otherwise than what came. */
  replaceStart(lengthBytes: number, instead: Uint8Array): void {
    this.#start = { lengthBytes, instead };
  }

  /** As it came. */
  read(): AsyncIterable<Uint8Array> {
    return this.#scratch.read();
  }

  /** As it is filed. @param head octets that go before it. */
  toSource(head: string): MessageSource {
    const bytes = Buffer.from(head, 'latin1');
    const change = this.#start === null ? 0 : this.#start.instead.length - this.#start.lengthBytes;
    return { sizeBytes: bytes.length + this.#scratch.sizeBytes + change, open: () => this.#open(bytes) };
  }

  /** Makes it a content. Throws Failure `no-space`. */
  async store(head: string, source: MessageSource): Promise<ReceivedMessage> {
    const bytes = Buffer.from(head, 'latin1');
    await using message = receiveMessage(this.#contents, { expectedBytes: bytes.length + source.sizeBytes });
    await message.write(bytes);
    for await (const chunk of source.open()) {
      const waiting = message.write(chunk);
      if (waiting !== undefined) await waiting;
    }
    return await message.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scratch[Symbol.asyncDispose]();
  }

  async *#open(head: Uint8Array): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    if (this.#start === null) return yield* this.#scratch.read();
    yield this.#start.instead;
    let skip = this.#start.lengthBytes;
    for await (const chunk of this.#scratch.read()) {
      const rest = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - rest.length;
      if (rest.length > 0) yield rest;
    }
  }
}
