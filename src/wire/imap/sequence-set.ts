/** Sets of sequence numbers and UIDs as text: `1,3:5,7:*`. RFC 9051 section 9, sequence-set */
import type { SequenceRange } from './command.ts';

/** Null when it is no sequence set. Ranges stay in the order written; each is turned so that `from` ≤ `to`. */
export function parseSequenceSet(text: string): SequenceRange[] | null {
  const ranges: SequenceRange[] = [];
  let at = 0;
  for (;;) {
    const from = readNumber(text, at);
    if (from === null) return null;
    at = from.end;
    let to = from;
    if (text[at] === ':') {
      const second = readNumber(text, at + 1);
      if (second === null) return null;
      to = second;
      at = second.end;
    }
    ranges.push({ from: Math.min(from.value, to.value), to: Math.max(from.value, to.value) });
    if (at === text.length) return ranges;
    if (text[at] !== ',') return null;
    at += 1;
  }
}

const MAX_NUMBER = 2 ** 32 - 1;

function readNumber(text: string, start: number): { value: number; end: number } | null {
  if (text[start] === '*') return { value: Infinity, end: start + 1 };
  let value = 0;
  let end = start;
  for (; end < text.length; end++) {
    const digit = text.charCodeAt(end) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    if (value === 0 || value > MAX_NUMBER) return null;
  }
  return end === start ? null : { value, end };
}

/** `1:3,5` of ascending numbers; the empty string where there are none. */
export function formatSequenceSet(numbers: Iterable<number>): string {
  const parts: string[] = [];
  let from = 0;
  let to = -1;
  for (const number of numbers) {
    if (number === to + 1) {
      to = number;
      continue;
    }
    if (to >= 0) parts.push(formatRange(from, to));
    from = number;
    to = number;
  }
  if (to >= 0) parts.push(formatRange(from, to));
  return parts.join(',');
}

export function formatRange(from: number, to: number): string {
  return from === to ? String(from) : `${from}:${to}`;
}

export function formatRanges(ranges: Iterable<SequenceRange>): string {
  const parts: string[] = [];
  for (const { from, to } of ranges) parts.push(formatRange(from, to));
  return parts.join(',');
}
