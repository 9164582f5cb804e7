/**
 * What a message says, decoded: header fields by RFC 2047, text parts by their transfer encoding and charset. Finds out
 * which of the wanted texts occur; reads the bytes once.
 */

import { foldText } from '../../../base/text.ts';
import { toByteString } from '../../../formats/mime/byte-string.ts';
import { decodeText } from '../../../formats/mime/charset.ts';
import { decodeHeaderText } from '../../../formats/mime/encoded-words.ts';
import { fieldValue, HEADER_LIMITS, parseHeaders } from '../../../formats/mime/headers.ts';
import { htmlToText } from '../../../formats/mime/html-text.ts';
import type { MimePart } from '../../../formats/mime/mime-part.ts';
import { findParameter } from '../../../formats/mime/part-parameter.ts';
import { createTransferDecoder, isKnownEncoding } from '../../../formats/mime/transfer-decoder.ts';
import type { ContentStore } from '../../ports/contents.ts';
import type { StoredMessage } from '../message-reader.ts';
import { foldedPieces } from './find-in-text.ts';
import type { TextNeed } from './text-need.ts';

/** Which of the plan's needs the message meets, by number. */
export interface MessageText {
  readonly answers: readonly boolean[];
}

/** Lets others have a turn when it is time to. */
export type Pause = () => Promise<void> | undefined;

/** Up to here a message is read at once, and all of it. */
const WHOLE_BYTES = 256 * 1024;
/** Decoded octets of a part that are looked at together. */
const SEGMENT_BYTES = 64 * 1024;
const LF = 0x0a;

/** Throws Failure `unavailable`, `not-found`. */
export async function readMessageText(
  contents: ContentStore,
  message: StoredMessage,
  needs: readonly TextNeed[],
  pause: Pause,
): Promise<MessageText> {
  const search = new TextSearch(contents, message, needs, pause);
  await search.run();
  return { answers: search.answers };
}

class TextSearch {
  readonly answers: boolean[];
  readonly #contents: ContentStore;
  readonly #message: StoredMessage;
  readonly #needs: readonly TextNeed[];
  readonly #pause: Pause;
  readonly #longest: number;
  #whole: Uint8Array | null = null;

  constructor(contents: ContentStore, message: StoredMessage, needs: readonly TextNeed[], pause: Pause) {
    this.#contents = contents;
    this.#message = message;
    this.#needs = needs;
    this.#pause = pause;
    this.#longest = Math.max(...needs.map(({ needle }) => needle.length));
    this.answers = needs.map(() => false);
  }

  async run(): Promise<void> {
    const wantsBody = this.#needs.some(({ kind }) => kind !== 'field');
    if (wantsBody && this.#message.sizeBytes <= WHOLE_BYTES) {
      this.#whole = await this.#contents.read(this.#message.hash);
    }
    await this.#searchHeader(this.#message.structure);
    if (wantsBody) await this.#searchParts(this.#message.structure);
  }

  async #searchHeader(root: MimePart): Promise<void> {
    for (const { name, value } of await this.#readFields(root)) {
      const folded = foldText(value);
      let line: string | null = null;
      for (const [number, need] of this.#needs.entries()) {
        if (this.answers[number] || need.kind === 'body') continue;
        if (need.kind === 'field') {
          this.answers[number] = need.field === name && folded.includes(need.needle);
        } else {
          line ??= foldText(`${name}: ${value}`);
          this.answers[number] = line.includes(need.needle);
        }
      }
    }
  }

  /** Headers of parts count as header for TEXT; those of an encapsulated message are body as well. */
  async #searchParts(root: MimePart): Promise<void> {
    const waiting: { part: MimePart; isBody: boolean }[] = [{ part: root, isBody: false }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (this.#isSettled()) return;
      const { part, isBody } = next;
      if (part !== root) {
        for (const { name, value } of await this.#readFields(part)) this.#look(`${name}: ${value}`, isBody);
      }
      const isMessage = part.type === 'message' && part.children.length > 0;
      for (const child of part.children.toReversed()) waiting.push({ part: child, isBody: isMessage });
      if (part.type === 'text') await this.#searchTextPart(part);
    }
  }

  async #searchTextPart(part: MimePart): Promise<void> {
    const charset = findParameter(part.parameters, 'charset') ?? 'us-ascii';
    const isHtml = part.subtype === 'html';
    let tail = '';
    for await (const bytes of this.#decodedSegments(part)) {
      const text = tail + decodeText(bytes, charset);
      this.#look(text, true);
      if (isHtml && !this.#isSettled()) this.#look(htmlToText(text), true);
      if (this.#isSettled()) return;
      tail = text.slice(-this.#longest);
      const turn = this.#pause();
      if (turn !== undefined) await turn;
    }
  }

  /** The decoded body in segments that end with a line where that is possible, so that no character is cut. */
  async *#decodedSegments(part: MimePart): AsyncGenerator<Uint8Array> {
    const decoder = createTransferDecoder(isKnownEncoding(part.encoding) ? part.encoding : 'binary');
    let held: Uint8Array[] = [];
    let heldBytes = 0;
    for await (const chunk of this.#chunks(part.bodyStart, part.bodyEnd)) {
      let decoded = decoder.write(chunk);
      while (heldBytes + decoded.length >= SEGMENT_BYTES) {
        const room = SEGMENT_BYTES - heldBytes;
        const lineEnd = decoded.lastIndexOf(LF, room - 1);
        const cut = lineEnd < 0 ? room : lineEnd + 1;
        yield Buffer.concat([...held, decoded.subarray(0, cut)]);
        decoded = decoded.subarray(cut);
        [held, heldBytes] = [[], 0];
      }
      // Decoders may use their memory again.
      held.push(Uint8Array.from(decoded));
      heldBytes += decoded.length;
    }
    yield Buffer.concat([...held, decoder.finish()]);
  }

  async *#chunks(start: number, end: number): AsyncGenerator<Uint8Array> {
    if (this.#whole !== null) yield this.#whole.subarray(start, end);
    else yield* this.#contents.stream(this.#message.hash, start, end);
  }

  async #readFields({ headerStart, bodyStart }: MimePart): Promise<{ name: string; value: string }[]> {
    const end = Math.min(bodyStart, headerStart + HEADER_LIMITS.bytes);
    if (end === headerStart) return [];
    const bytes =
      this.#whole === null
        ? await this.#contents.read(this.#message.hash, headerStart, end)
        : this.#whole.subarray(headerStart, end);
    const header = parseHeaders(toByteString(bytes));
    return header.fields.map((field) => ({ name: field.name, value: decodeHeaderText(fieldValue(header, field)) }));
  }

  #look(text: string, isBody: boolean): void {
    for (const folded of foldedPieces(text, this.#longest)) {
      for (const [number, need] of this.#needs.entries()) {
        if (need.kind === 'field' || (need.kind === 'body' && !isBody)) continue;
        this.answers[number] ||= folded.includes(need.needle);
      }
    }
  }

  #isSettled(): boolean {
    return this.#needs.every(({ kind }, number) => kind === 'field' || this.answers[number]);
  }
}
