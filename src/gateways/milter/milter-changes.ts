/** What a milter wants changed, gathered until it has decided. */
import { Failure } from '../../base/failure.ts';
import type { FilterVerdict, HeaderChange } from '../../domain/ports/content-filter.ts';
import { asBuffer } from '../../formats/mime/byte-string.ts';
import { LineBuffer } from '../../wire/line/line-buffer.ts';
import type { MilterChange } from '../../wire/milter/parse-reply.ts';
import { accept } from '../filter-connection/accept.ts';

export interface ChangeLimits {
  readonly maxBodyBytes: number;
  /** Values of header fields come with the space that stands behind the colon. */
  readonly hasLeadingSpace: boolean;
  /** The body may be any octets: its line ends are left as they are. RFC 3030 */
  readonly isBinary: boolean;
}

const MAX_CHANGES = 2000;
const MAX_HEADER_BYTES = 1024 * 1024;
const MAX_REASON_CHARACTERS = 500;

export class MilterChanges {
  readonly #limits: ChangeLimits;
  readonly #headers: HeaderChange[] = [];
  #headerBytes = 0;
  /** Null while the body stays. However many pieces it comes in, it is one. */
  #body: LineBuffer | null = null;
  readonly #added = new Set<string>();
  readonly #removed = new Set<string>();
  #sender: string | null = null;
  #quarantine: string | null = null;

  constructor(limits: ChangeLimits) {
    this.#limits = limits;
  }

  /** Throws Failure `unavailable` when a filter wants more than any honest one would. */
  take(change: MilterChange): void {
    switch (change.kind) {
      case 'add-header':
        return this.#takeHeader({ kind: 'add', name: change.name, value: this.#value(change.value) });
      case 'insert-header':
        return this.#takeHeader({
          kind: 'add',
          name: change.name,
          value: this.#value(change.value),
          index: change.index,
        });
      case 'change-header': {
        // Zero is the first one for Sendmail as well.
        const occurrence = Math.max(1, change.index);
        return this.#takeHeader({ kind: 'change', name: change.name, value: this.#value(change.value), occurrence });
      }
      case 'replace-body':
        return this.#takeBody(change.bytes);
      case 'change-sender':
        this.#sender = change.address;
        return;
      case 'add-recipient':
        this.#removed.delete(change.address);
        this.#added.add(change.address);
        return this.#bound(this.#added.size);
      case 'remove-recipient':
        this.#added.delete(change.address);
        this.#removed.add(change.address);
        return this.#bound(this.#removed.size);
      case 'quarantine':
        this.#quarantine = change.reason;
        return;
    }
  }

  /** Of a message that the filter lets through. */
  verdict(): FilterVerdict {
    if (this.#quarantine !== null) return { kind: 'quarantine', reason: shorten(this.#quarantine) };
    const body = this.#body === null ? null : asBuffer(this.#body.take(this.#body.length));
    const changes = {
      headers: this.#headers,
      body: body === null || this.#limits.isBinary ? body : withCrLf(body),
      addedRecipients: [...this.#added],
      removedRecipients: [...this.#removed],
      newSender: this.#sender,
    };
    const isChanged =
      this.#headers.length + this.#added.size + this.#removed.size > 0 || body !== null || this.#sender !== null;
    return accept(isChanged ? 'accepted with changes' : 'accepted', changes);
  }

  #takeHeader(change: HeaderChange): void {
    this.#headerBytes += change.name.length + change.value.length;
    if (this.#headerBytes > MAX_HEADER_BYTES)
      throw new Failure('unavailable', 'the filter adds too much to the header');
    this.#headers.push(change);
    this.#bound(this.#headers.length);
  }

  #takeBody(bytes: Uint8Array): void {
    this.#body ??= new LineBuffer();
    if (this.#body.length + bytes.length > this.#limits.maxBodyBytes) {
      throw new Failure('unavailable', 'the new body is too large');
    }
    this.#body.push(bytes);
  }

  #value(value: string): string {
    return this.#limits.hasLeadingSpace && value.startsWith(' ') ? value.slice(1) : value;
  }

  #bound(changes: number): void {
    if (changes > MAX_CHANGES) throw new Failure('unavailable', 'the filter wants too many changes');
  }
}

/** One line that people can read: it is kept, and shown in lists. */
function shorten(reason: string): string {
  return reason
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MAX_REASON_CHARACTERS);
}

/** Every line ends with CR LF: a bare one of either would be read differently by different servers. */
function withCrLf(body: Buffer): Buffer {
  return Buffer.from(body.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n'), 'latin1');
}
