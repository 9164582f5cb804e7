/**
 * Finds the parts of a message while it streams by: RFC 2045, RFC 2046, RFC 5322.
 *
 * Keeps headers (within limits), the beginning of the first texts and at most one line, never the message; takes
 * linear time; has no recursion. Lines end with CRLF or LF. The result does not depend on how the octets are cut
 * into chunks. What is ambiguous is read in the one way that `MimeDefect` documents.
 *
 * A delimiter line is exactly `--boundary`, perhaps `--`, perhaps white space; delimiters of outer multiparts end the
 * inner ones (RFC 2046 section 5.1.2), and they are seen in headers as well.
 */
import { asBuffer } from './byte-string.ts';
import { DelimiterMatcher } from './delimiter-matcher.ts';
import { HeaderCollector } from './header-collector.ts';
import { parseHeaders } from './headers.ts';
import type { MimeDefect } from './mime-defect.ts';
import { DEFAULT_MIME_LIMITS, type MimeLimits } from './mime-limits.ts';
import type { MimeIndex, TextSample } from './mime-part.ts';
import { PartTreeBuilder } from './part-tree-builder.ts';

export interface MimeIndexer {
  /** Takes the next octets. They are not kept, the caller may reuse the memory. */
  write(chunk: Uint8Array): void;
  /** Ends the message. The indexer cannot be used any more. */
  finish(): MimeIndex;
}

export function createMimeIndexer(limits: MimeLimits = DEFAULT_MIME_LIMITS): MimeIndexer {
  return new Indexer(limits);
}

/** Indexes a message that is in memory. */
export function indexMessage(message: Uint8Array, limits: MimeLimits = DEFAULT_MIME_LIMITS): MimeIndex {
  const indexer = createMimeIndexer(limits);
  indexer.write(message);
  return indexer.finish();
}

const NOTHING = Buffer.alloc(0);
const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
/** A longer line (RFC 5322 section 2.1.1) is no delimiter, however much white space it ends with. */
const MAX_DELIMITER_LINE = 1_000;

class Indexer implements MimeIndexer {
  readonly #limits: MimeLimits;
  readonly #defects = new Set<MimeDefect>();
  readonly #delimiters = new DelimiterMatcher();
  readonly #collector: HeaderCollector;
  readonly #tree: PartTreeBuilder;

  /** The chunk being read, and the offset of its first octet in the message. */
  #chunk: Buffer = NOTHING;
  #chunkStart = 0;
  /** The octet before the chunk. */
  #byteBefore = 0;
  /** Line ends seen. */
  #lines = 0;
  #isBinary = false;
  #inHeader = true;
  #atLineStart = true;
  /** Length of the line end before the current line: 0 at the start, 1 for LF, 2 for CRLF. */
  #lineEndBefore = 0;
  /** Octets seen of the current header line. */
  #lineLength = 0;
  /** The beginning of a line that may be a delimiter and is not complete yet. */
  #held: Buffer | null = null;
  #heldLength = 0;

  constructor(limits: MimeLimits) {
    this.#limits = limits;
    this.#collector = new HeaderCollector(limits, this.#defects);
    this.#tree = new PartTreeBuilder(limits, this.#defects, this.#delimiters);
  }

  write(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunk = asBuffer(chunk);
    this.#isBinary ||= this.#chunk.includes(0);
    for (let at = 0; at < chunk.length; ) {
      if (this.#atLineStart) {
        const behind = this.#readDelimiter(at);
        if (behind > at) {
          at = behind;
          continue;
        }
        this.#startLine(at);
      }
      at = this.#inHeader ? this.#readHeaderLine(at) : this.#readBody(at);
    }
    this.#tree.sampler.feed(this.#chunk, this.#chunkStart);
    this.#byteBefore = chunk[chunk.length - 1]!;
    this.#chunkStart += chunk.length;
    this.#chunk = NOTHING;
  }

  finish(): MimeIndex {
    const sizeBytes = this.#chunkStart;
    if (this.#heldLength > 0) {
      // The last line has no line end; it can be a delimiter all the same.
      const isDelimiter = this.#takeDelimiter(this.#heldLine(), sizeBytes - this.#heldLength, sizeBytes);
      if (!isDelimiter) this.#startLine(0);
    }
    while (this.#inHeader) this.#endHeader(sizeBytes);
    const root = this.#tree.finish(sizeBytes, this.#lines);
    const samples = this.#tree.sampler.finish();
    if (samples.some(beginsLikeHeader)) this.#defects.add('header-after-empty-line');
    return {
      root,
      header: this.#tree.header,
      sizeBytes,
      lines: this.#lines,
      isBinary: this.#isBinary,
      samples,
      defects: [...this.#defects],
    };
  }

  /**
   * Looks for a delimiter at the start of a line.
   *
   * @returns where to go on: behind the delimiter; at the end of the chunk, the line being held; or at the same place
   */
  #readDelimiter(at: number): number {
    const chunk = this.#chunk;
    if (this.#delimiters.isEmpty) return at;
    if (this.#heldLength === 0 && chunk[at] !== DASH) return at;
    const secondAt = at + 1 - this.#heldLength;
    if (secondAt >= at && secondAt < chunk.length && chunk[secondAt] !== DASH) return at;
    const thirdAt = secondAt + 1;
    if (thirdAt >= at && thirdAt < chunk.length && !this.#delimiters.mayBegin(chunk[thirdAt])) return at;
    const lineStart = this.#chunkStart + at - this.#heldLength;
    const lineFeed = chunk.indexOf(LF, at);
    const end = lineFeed < 0 ? chunk.length : lineFeed + 1;
    if (this.#heldLength + end - at > MAX_DELIMITER_LINE) return at;
    if (lineFeed < 0) {
      this.#hold(at, end);
      return end;
    }
    const line = this.#heldLine() + chunk.toString('latin1', at, end);
    if (!this.#takeDelimiter(line, lineStart, this.#chunkStart + end)) return at;
    this.#heldLength = 0;
    this.#lineEndBefore = line.endsWith('\r\n') ? 2 : 1;
    return end;
  }

  /** @returns false when the line is no delimiter: then nothing has changed */
  #takeDelimiter(line: string, lineStart: number, lineEnd: number): boolean {
    const match = this.#delimiters.match(line);
    if (match === null) return false;
    if (this.#inHeader) this.#defects.add('header-without-end');
    while (this.#inHeader) this.#endHeader(lineStart);
    // The line end before a delimiter belongs to the delimiter.
    const bodyEnd = lineStart - this.#lineEndBefore;
    this.#tree.closeAbove(match.level, bodyEnd, this.#lines - (this.#lineEndBefore > 0 ? 1 : 0));
    if (line.endsWith('\n')) this.#lines++;
    if (match.isClosing) {
      this.#tree.endMultipart();
    } else {
      this.#inHeader = this.#tree.openPart(lineEnd, this.#lines);
      this.#collector.reset();
    }
    return true;
  }

  #startLine(at: number): void {
    this.#atLineStart = false;
    if (this.#inHeader) {
      const first = this.#heldLength > 0 ? DASH : this.#chunk[at];
      this.#collector.startLine(first === 0x20 || first === 0x09);
      if (this.#heldLength > 0) this.#collector.append(this.#held!, 0, this.#heldLength);
      this.#lineLength = this.#heldLength;
    }
    this.#heldLength = 0;
  }

  #readHeaderLine(at: number): number {
    const chunk = this.#chunk;
    const lineFeed = chunk.indexOf(LF, at);
    const end = lineFeed < 0 ? chunk.length : lineFeed + 1;
    this.#collector.append(chunk, at, end);
    this.#lineLength += end - at;
    if (lineFeed < 0) return end;
    this.#endLine(lineFeed);
    if (this.#lineLength === this.#lineEndBefore) this.#endHeader(this.#chunkStart + end);
    else this.#collector.endLine();
    return end;
  }

  /** Skips body lines up to one that may be a delimiter, or to the end of the chunk. */
  #readBody(from: number): number {
    const chunk = this.#chunk;
    if (this.#delimiters.isEmpty) {
      this.#lines += countLines(chunk, from);
      return chunk.length;
    }
    let lines = 0;
    for (let at = from; at < chunk.length; at++) {
      if (chunk[at] !== LF) continue;
      if (at + 1 === chunk.length || chunk[at + 1] === DASH) {
        this.#lines += lines;
        this.#endLine(at);
        return at + 1;
      }
      lines++;
    }
    this.#lines += lines;
    return chunk.length;
  }

  #endLine(lineFeed: number): void {
    const before = lineFeed > 0 ? this.#chunk[lineFeed - 1] : this.#byteBefore;
    this.#lineEndBefore = before === CR ? 2 : 1;
    this.#lines++;
    this.#atLineStart = true;
  }

  #endHeader(bodyStart: number): void {
    const header = parseHeaders(this.#collector.text(), this.#limits.headerLines);
    this.#collector.reset();
    this.#inHeader = this.#tree.endHeader(header, bodyStart, this.#lines);
  }

  #hold(start: number, end: number): void {
    this.#held ??= Buffer.allocUnsafe(MAX_DELIMITER_LINE);
    this.#chunk.copy(this.#held, this.#heldLength, start, end);
    this.#heldLength += end - start;
  }

  #heldLine(): string {
    return this.#heldLength === 0 ? '' : this.#held!.toString('latin1', 0, this.#heldLength);
  }
}

/** Fields of a MIME header; text that begins with "Subject:" is nothing unusual. */
const MIME_FIELD = /^\s*(?:content-(?:type|transfer-encoding|disposition)|mime-version)[ \t]*:/i;
const MIME_FIELD_LENGTH = 100;

function beginsLikeHeader({ bytes }: TextSample): boolean {
  return MIME_FIELD.test(asBuffer(bytes).toString('latin1', 0, MIME_FIELD_LENGTH));
}

function countLines(chunk: Uint8Array, from: number): number {
  let lines = 0;
  for (let at = from; at < chunk.length; at++) {
    if (chunk[at] === LF) lines++;
  }
  return lines;
}
