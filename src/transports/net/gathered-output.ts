/** Output of one turn: gathered, then handed to the stream as one system call. */
import type { Writable } from 'node:stream';

/** Writing such a character as an octet would drop its upper half, and U+010A would become a line end. */
const NOT_AN_OCTET = /[^\0-\xff]/;

/**
 * Longer texts are kept as octets: as strings they would live until they are sent, long enough to be moved to the old
 * generation, and freeing them there by hundreds of megabytes stops everything for 40 ms.
 */
const LONG_TEXT = 8 * 1024;

const SHORT_OCTETS = 2 * 1024;

export class GatheredOutput {
  #parts: (string | Uint8Array)[] = [];
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  write(data: string | Uint8Array): void {
    if (data.length === 0) return;
    if (typeof data === 'string' && NOT_AN_OCTET.test(data)) {
      throw new TypeError('output text must consist of octets');
    }
    this.#sizeBytes += data.length;
    if (typeof data !== 'string') {
      this.#parts.push(data);
      return;
    }
    if (data.length >= LONG_TEXT) {
      this.#parts.push(Buffer.from(data, 'latin1'));
      return;
    }
    const last = this.#parts.length - 1;
    const before = this.#parts[last];
    if (typeof before === 'string') this.#parts[last] = before + data;
    else this.#parts.push(data);
  }

  sendTo(stream: Writable): void {
    const [first, ...rest] = joinShort(this.#parts);
    if (first === undefined) return;
    this.clear();
    if (rest.length === 0) {
      send(stream, first);
      return;
    }
    stream.cork();
    send(stream, first);
    for (const part of rest) send(stream, part);
    stream.uncork();
  }

  clear(): void {
    this.#parts = [];
    this.#sizeBytes = 0;
  }
}

/** Copies short octets that follow each other together: to hand over each by itself takes longer. */
function joinShort(parts: readonly (string | Uint8Array)[]): readonly (string | Uint8Array)[] {
  if (parts.length < 2) return parts;
  const joined: (string | Uint8Array)[] = [];
  let run: Uint8Array[] = [];
  const endRun = () => {
    const [only] = run;
    if (only !== undefined) joined.push(run.length === 1 ? only : Buffer.concat(run));
    run = [];
  };
  for (const part of parts) {
    if (typeof part !== 'string' && part.length < SHORT_OCTETS) {
      run.push(part);
      continue;
    }
    endRun();
    joined.push(part);
  }
  endRun();
  return joined;
}

function send(stream: Writable, part: string | Uint8Array): void {
  if (typeof part === 'string') stream.write(part, 'latin1');
  else stream.write(part);
}
