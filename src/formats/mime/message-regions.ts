/** A message as a row of regions without gaps: headers, contents of parts, and what stands between parts. */
import type { MimePart } from './mime-part.ts';

export interface MessageRegion {
  readonly start: number;
  readonly end: number;
  /** `between`: delimiters, preambles and epilogues. RFC 2046 section 5.1.1 */
  readonly kind: 'header' | 'content' | 'between';
  /** Whose header or content it is; around it for `between`. */
  readonly part: MimePart;
  /** The parts around it, outermost first, itself excluded. */
  readonly around: readonly MimePart[];
}

/** In their order; together they are the message. None is empty but headers and contents. */
export function messageRegions(root: MimePart, sizeBytes: number): MessageRegion[] {
  const regions: MessageRegion[] = [];
  let at = 0;
  const fillTo = (end: number, part: MimePart, around: readonly MimePart[]) => {
    if (end > at) regions.push({ start: at, end, kind: 'between', part, around });
    at = Math.max(at, end);
  };
  // As deep as MimeLimits allows.
  const visit = (part: MimePart, around: readonly MimePart[]) => {
    regions.push({ start: part.headerStart, end: part.bodyStart, kind: 'header', part, around });
    at = part.bodyStart;
    if (part.children.length === 0) {
      regions.push({ start: part.bodyStart, end: part.bodyEnd, kind: 'content', part, around });
    } else {
      const within = [...around, part];
      for (const child of part.children) {
        fillTo(child.headerStart, part, within);
        visit(child, within);
      }
      fillTo(part.bodyEnd, part, within);
    }
    at = Math.max(at, part.bodyEnd);
  };
  visit(root, []);
  fillTo(sizeBytes, root, []);
  return regions;
}

export interface RegionPiece {
  readonly index: number;
  /** Empty for the end of a region, which comes once for each. */
  readonly bytes: Uint8Array;
}

/** Cuts a stream at the borders of its regions. */
export async function* splitByRegions(
  source: AsyncIterable<Uint8Array>,
  regions: readonly MessageRegion[],
): AsyncGenerator<RegionPiece> {
  const END = new Uint8Array(0);
  let index = 0;
  let at = 0;
  for await (const chunk of source) {
    let from = 0;
    while (from < chunk.length && index < regions.length) {
      const region = regions[index];
      const to = Math.min(chunk.length, from + region.end - at);
      if (to > from) yield { index, bytes: chunk.subarray(from, to) };
      at += to - from;
      from = to;
      if (at < region.end) continue;
      yield { index, bytes: END };
      index += 1;
    }
  }
  for (; index < regions.length; index++) yield { index, bytes: END };
}
