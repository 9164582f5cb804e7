/** Reads sections of a stored message by the offsets of its digest, without parsing it again. RFC 9051 section 6.4.5 */
import { DIGEST_VERSION } from '../../formats/mime/digest.ts';
import { selectHeaderFields } from '../../formats/mime/header-subset.ts';
import { HEADER_LIMITS } from '../../formats/mime/headers.ts';
import type { MimePart } from '../../formats/mime/mime-part.ts';
import { findPart, findSection } from '../../formats/mime/part-section.ts';
import { decodeParts } from '../../formats/mime/parts-codec.ts';
import type { ContentStore } from '../ports/contents.ts';
import type { ContentHash } from '../ports/ids.ts';
import type { EntryFields } from '../ports/mailboxes.ts';
import { DecodedPart } from './decoded-part.ts';
import { applyPartial, bytesAtHand, contentRange, type PartialRange, type SectionBytes } from './section-bytes.ts';
import { digestStored } from './stored-digest.ts';

/** What must be known of an entry to read its message as a whole. */
export const WHOLE_MESSAGE_FIELDS = ['hash', 'sizeBytes'] as const;
/** What must be known to read parts of it. */
export const MESSAGE_FIELDS = [...WHOLE_MESSAGE_FIELDS, 'digestVersion', 'parts'] as const;

export type WholeMessageRow = Pick<EntryFields, (typeof WHOLE_MESSAGE_FIELDS)[number]>;
export type StoredMessageRow = Pick<EntryFields, (typeof MESSAGE_FIELDS)[number]>;

/** What of a part: RFC 9051 section 6.4.5.1. `mime` needs a path, and `header`, `text` a message/rfc822 part or none. */
export type SectionKind =
  | { readonly kind: 'all' | 'header' | 'text' | 'mime' }
  /** Field names without case; with `isNot` all others. Ends with an empty line either way. */
  | { readonly kind: 'header-fields'; readonly fields: readonly string[]; readonly isNot: boolean };

export interface SectionRequest {
  /** Part numbers from 1; empty: the whole message. */
  readonly path: readonly number[];
  readonly section: SectionKind;
  /** `<offset.length>`; beyond the end it yields fewer bytes, or none. */
  readonly partial?: PartialRange | null;
}

export interface StoredMessage {
  readonly hash: ContentHash;
  readonly sizeBytes: number;
  /** The parts with their places, of the present version of the digest. */
  readonly structure: MimePart;
  /** Null where there is no such part: IMAP answers NIL. */
  section(request: SectionRequest): Promise<SectionBytes | null>;
  /**
   * The body of a part with its transfer encoding undone; an empty path is the whole message, as it is. RFC 3516 section 4.2
   * Null where there is no such part. Throws Failure `unsupported` where it cannot be undone (IMAP: UNKNOWN-CTE).
   */
  binary(path: readonly number[], partial?: PartialRange | null): Promise<SectionBytes | null>;
  /** The same as `binary(path).sizeBytes`, in octets. */
  binarySize(path: readonly number[]): Promise<number | null>;
}

/** A message up to this size is read whole, once, whichever of its sections are asked for. */
const SMALL_BYTES = 32 * 1024;

/**
 * Of a row without parts only the whole message, or a range of it, can be asked for.
 * Throws Failure `unavailable`, `not-found` where an old digest must be computed again and cannot be.
 */
export async function openStoredMessage(
  contents: ContentStore,
  row: StoredMessageRow | WholeMessageRow,
): Promise<StoredMessage> {
  if (!('parts' in row)) return new OffsetReader(contents, row, null);
  const parts = row.digestVersion === DIGEST_VERSION ? row.parts : (await digestStored(contents, row.hash)).parts;
  return new OffsetReader(contents, row, parts);
}

class OffsetReader implements StoredMessage {
  readonly hash: ContentHash;
  readonly sizeBytes: number;
  readonly #contents: ContentStore;
  readonly #parts: string | null;
  #structure: MimePart | null = null;
  #whole: Promise<Uint8Array> | null = null;
  readonly #decoded = new Map<MimePart, DecodedPart>();

  constructor(contents: ContentStore, row: WholeMessageRow, parts: string | null) {
    this.#contents = contents;
    this.hash = row.hash;
    this.sizeBytes = row.sizeBytes;
    this.#parts = parts;
  }

  get structure(): MimePart {
    if (this.#parts === null) throw new TypeError('the message was opened without its parts');
    this.#structure ??= decodeParts(this.#parts);
    return this.#structure;
  }

  async section({ path, section, partial }: SectionRequest): Promise<SectionBytes | null> {
    if (section.kind === 'all' && path.length === 0) return this.#range(0, this.sizeBytes, partial);
    const name = section.kind === 'all' ? 'body' : section.kind === 'header-fields' ? 'header' : section.kind;
    const range = findSection(this.structure, path, name);
    if (range === null) return null;
    if (section.kind !== 'header-fields') return this.#range(range.start, range.end, partial);
    // What lies beyond is not read as fields anyway.
    const headerEnd = Math.min(range.end, range.start + HEADER_LIMITS.bytes);
    const header = await this.#bytes(range.start, headerEnd);
    const chosen = selectHeaderFields(header, section.fields, section.isNot);
    const { start, end } = applyPartial(0, chosen.length, partial);
    return bytesAtHand(chosen.subarray(start, end));
  }

  async binary(path: readonly number[], partial?: PartialRange | null): Promise<SectionBytes | null> {
    if (path.length === 0) return this.#range(0, this.sizeBytes, partial);
    return (await this.#decodedPart(path)?.read(partial)) ?? null;
  }

  async binarySize(path: readonly number[]): Promise<number | null> {
    if (path.length === 0) return this.sizeBytes;
    return (await this.#decodedPart(path)?.sizeBytes()) ?? null;
  }

  #decodedPart(path: readonly number[]): DecodedPart | null {
    const part = findPart(this.structure, path);
    if (part === null) return null;
    let decoded = this.#decoded.get(part);
    if (decoded === undefined) {
      decoded = new DecodedPart(this.#contents, this.hash, part);
      this.#decoded.set(part, decoded);
    }
    return decoded;
  }

  async #range(from: number, to: number, partial: PartialRange | null | undefined): Promise<SectionBytes> {
    const { start, end } = applyPartial(from, to, partial);
    if (this.sizeBytes <= SMALL_BYTES) return bytesAtHand(await this.#bytes(start, end));
    return contentRange(this.#contents, this.hash, start, end);
  }

  async #bytes(start: number, end: number): Promise<Uint8Array> {
    if (this.sizeBytes > SMALL_BYTES) return this.#contents.read(this.hash, start, end);
    this.#whole ??= this.#contents.read(this.hash);
    return (await this.#whole).subarray(start, end);
  }
}
