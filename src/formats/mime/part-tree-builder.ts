/** Builds the tree of parts from the events that the indexer finds: headers, delimiters, the end. */
import type { ByteString } from './byte-string.ts';
import type { DelimiterMatcher } from './delimiter-matcher.ts';
import { EMPTY_ENVELOPE, renderEnvelope } from './envelope.ts';
import type { Header } from './headers.ts';
import type { MimeDefect } from './mime-defect.ts';
import type { MimeLimits } from './mime-limits.ts';
import type { MimePart } from './mime-part.ts';
import { emptyPartHeader, type PartHeader, readPartHeader } from './part-header.ts';
import { findParameter } from './part-parameter.ts';
import { TextSampler } from './text-sampler.ts';

/** A part while it is read. */
interface OpenPart extends PartHeader {
  headerStart: number;
  bodyStart: number;
  bodyEnd: number;
  lines: number;
  envelope: ByteString | null;
  readonly children: OpenPart[];
}

interface Level {
  readonly part: OpenPart;
  /** Line ends in the message before the body. */
  linesBefore: number;
  /** The boundary of a multipart whose end has not been seen. */
  boundary: ByteString | null;
}

export class PartTreeBuilder {
  readonly #limits: MimeLimits;
  readonly #defects: Set<MimeDefect>;
  readonly #delimiters: DelimiterMatcher;
  readonly #sampler: TextSampler;
  /** The part being read is the last one, around it are its parents: the stack that recursion would use. */
  readonly #levels: Level[] = [];
  #partCount = 0;
  /** Of the encapsulated messages so far. */
  #envelopeBytes = 0;
  /** Encapsulated messages that are open. */
  #messages = 0;
  header: ByteString = '';

  constructor(limits: MimeLimits, defects: Set<MimeDefect>, delimiters: DelimiterMatcher) {
    this.#limits = limits;
    this.#defects = defects;
    this.#delimiters = delimiters;
    this.#sampler = new TextSampler(limits.previewBytes);
    this.#push(0);
  }

  get sampler(): TextSampler {
    return this.#sampler;
  }

  /**
   * The header of the current part is complete.
   *
   * @returns true when the body is a message: its header follows at once
   */
  endHeader(header: Header, bodyStart: number, lines: number): boolean {
    const level = this.#current();
    const { part } = level;
    const parent = this.#levels.at(-2)?.part;
    const isInDigest = parent?.type === 'multipart' && parent.subtype === 'digest';
    const defaultType = isInDigest ? 'message/rfc822' : 'text/plain';
    Object.assign(part, readPartHeader(header, defaultType, this.#limits, this.#defects));
    part.bodyStart = bodyStart;
    part.bodyEnd = bodyStart;
    level.linesBefore = lines;
    if (parent === undefined) this.header = header.text;
    else if (parent.type === 'message') parent.envelope = this.#boundedEnvelope(header);
    if (part.type === 'multipart') this.#startMultipart(level);
    else if (isMessage(part)) return this.#startMessage(part);
    if (this.#messages === 0) this.#sampler.offer(part);
    return false;
  }

  /**
   * A part begins behind a delimiter.
   *
   * @returns false when it is the last one that the limit allows: an opaque one that takes the rest
   */
  openPart(headerStart: number, lines: number): boolean {
    const level = this.#push(headerStart);
    if (this.#partCount < this.#limits.parts) return true;
    this.#defects.add('too-many-parts');
    makeOpaque(level.part);
    level.linesBefore = lines;
    this.#delimiters.closeAll();
    return false;
  }

  /** The end of the current multipart was seen; what follows in it is its epilogue. */
  endMultipart(): void {
    const level = this.#current();
    if (level.boundary !== null) this.#delimiters.close(level.boundary);
    level.boundary = null;
  }

  /**
   * Closes all parts above a level.
   *
   * @param end offset behind the last octet of their bodies
   * @param lines line ends in the message before `end`
   */
  closeAbove(depth: number, end: number, lines: number): void {
    // From the outermost on: none may reach beyond its parent, not even by the line end that belongs to a delimiter.
    for (let index = depth + 1; index < this.#levels.length; index++) {
      const { part, linesBefore } = this.#levels[index];
      const parent = this.#levels[index - 1];
      if (parent !== undefined && index > depth + 1) clamp(part, parent.part.bodyEnd);
      part.bodyEnd = Math.max(part.bodyStart, end);
      part.lines = part.bodyEnd > part.bodyStart ? lines - linesBefore : 0;
    }
    while (this.#levels.length > depth + 1) this.#pop();
  }

  finish(end: number, lines: number): MimePart {
    const root = this.#levels[0].part;
    this.closeAbove(-1, end, lines);
    return root;
  }

  #boundedEnvelope(header: Header): ByteString {
    if (this.#envelopeBytes <= this.#limits.totalEnvelopeBytes) {
      const envelope = renderEnvelope(header, this.#defects);
      this.#envelopeBytes += envelope.length;
      if (this.#envelopeBytes <= this.#limits.totalEnvelopeBytes) return envelope;
    }
    this.#defects.add('envelopes-too-large');
    return EMPTY_ENVELOPE;
  }

  #startMultipart(level: Level): void {
    const { part } = level;
    if (isEncoded(part)) this.#defects.add('encoded-multipart');
    const boundary = findParameter(part.parameters, 'boundary')?.replace(/[ \t]+$/, '') ?? '';
    if (boundary === '') {
      this.#defects.add('boundary-missing');
      part.type = 'text';
      part.subtype = 'plain';
    } else if (boundary.length > this.#limits.boundaryLength) {
      this.#defects.add('boundary-too-long');
      makeOpaque(part);
    } else if (this.#levels.length >= this.#limits.depth) {
      this.#defects.add('nesting-too-deep');
      makeOpaque(part);
    } else {
      level.boundary = boundary;
      if (!this.#delimiters.open(boundary, this.#levels.length - 1)) this.#defects.add('boundary-reused');
    }
  }

  #startMessage(part: OpenPart): boolean {
    const defect = this.#whyOpaque(part);
    if (defect !== null) {
      this.#defects.add(defect);
      makeOpaque(part);
      return false;
    }
    this.#messages++;
    this.#push(part.bodyStart);
    return true;
  }

  #whyOpaque(part: OpenPart): MimeDefect | null {
    if (isEncoded(part)) return 'encoded-message';
    if (this.#levels.length >= this.#limits.depth) return 'nesting-too-deep';
    return this.#partCount + 1 >= this.#limits.parts ? 'too-many-parts' : null;
  }

  #current(): Level {
    return this.#levels[this.#levels.length - 1];
  }

  #push(headerStart: number): Level {
    this.#partCount++;
    const part = makePart(headerStart);
    this.#levels.at(-1)?.part.children.push(part);
    const level: Level = { part, linesBefore: 0, boundary: null };
    this.#levels.push(level);
    return level;
  }

  #pop(): void {
    const { part, boundary } = this.#levels.pop()!;
    if (boundary !== null) {
      this.#delimiters.close(boundary);
      this.#defects.add('missing-end-boundary');
    }
    if (part.type === 'multipart' && part.children.length === 0) {
      this.#defects.add('empty-multipart');
      part.children.push(makePart(part.bodyEnd));
    }
    if (part.type === 'message' && part.children.length > 0) this.#messages--;
  }
}

function makePart(headerStart: number): OpenPart {
  return {
    headerStart,
    bodyStart: headerStart,
    bodyEnd: headerStart,
    lines: 0,
    ...emptyPartHeader('text/plain'),
    envelope: null,
    children: [],
  };
}

/** Octets that nobody looks into: the same for IMAP, JMAP, web mail and scanners. */
function makeOpaque(part: OpenPart): void {
  part.type = 'application';
  part.subtype = 'octet-stream';
}

function isMessage(part: OpenPart): boolean {
  return part.type === 'message' && (part.subtype === 'rfc822' || part.subtype === 'global');
}

/** True unless the octets are the content: RFC 2045 section 6.4 allows only such encodings on containers. */
function isEncoded(part: OpenPart): boolean {
  return part.encoding !== '7bit' && part.encoding !== '8bit' && part.encoding !== 'binary';
}

function clamp(part: OpenPart, end: number): void {
  part.headerStart = Math.min(part.headerStart, end);
  part.bodyStart = Math.min(part.bodyStart, end);
}
