const LINE_CHARS = 76;
const BODIES = 16;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Senders alternate, so that a search for one of them finds one message in a hundred. */
export const SENDERS = 100;

/**
 * Messages of one size, each with its own Message-ID and subject: no server may take two for the same one
 * (Cyrus drops a second delivery with a known Message-ID; Mailroom stores equal bytes once).
 * Bodies look like base64, hardly compressible, and come from a seeded generator: every run sends the same.
 */
export class MessageSource {
  readonly #prefix: string;
  readonly #bodies: readonly Buffer[];

  /** @param prefix makes the Message-IDs of several sources differ. @param sizeBytes of a whole message, roughly. */
  constructor(prefix: string, sizeBytes: number) {
    this.#prefix = prefix;
    const bodyBytes = Math.max(0, sizeBytes - headers(prefix, 1_000_000, 'user00@example.test').length);
    const random = xorshift32(sizeBytes + 1);
    this.#bodies = Array.from({ length: BODIES }, () => Buffer.from(textOf(bodyBytes, random), 'latin1'));
  }

  /** The message with CRLF line ends, no line begins with a dot. */
  message(index: number, recipient: string): Buffer {
    const head = headers(this.#prefix, index, recipient);
    const body = this.#bodies[index % BODIES];
    const message = Buffer.allocUnsafe(head.length + body.length);
    message.write(head, 'latin1');
    body.copy(message, head.length);
    return message;
  }
}

function headers(prefix: string, index: number, recipient: string): string {
  return (
    `From: Sender ${index % SENDERS} <sender${index % SENDERS}@example.org>\r\nTo: <${recipient}>\r\n` +
    `Subject: Offer ${index} about ${prefix}\r\nDate: Mon, 02 Mar 2026 10:${two(index % 60)}:00 +0100\r\n` +
    `Message-ID: <${prefix}.${index}@example.org>\r\nMIME-Version: 1.0\r\n` +
    `Content-Type: text/plain; charset=us-ascii\r\n\r\n`
  );
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function textOf(bytes: number, random: () => number): string {
  let text = '';
  while (text.length + 3 < bytes) {
    const chars = Math.min(LINE_CHARS, bytes - text.length - 2);
    for (let i = 0; i < chars; i++) text += ALPHABET[random() & 63];
    text += '\r\n';
  }
  return text;
}

function xorshift32(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
