/** Messages that can be told apart, with a fingerprint to see whether each octet is there. */
import { createHash } from 'node:crypto';
import type { Random } from './random.ts';

export interface TestMessage {
  /** Stands in the Message-ID; unique in a run. */
  readonly id: string;
  /** ASCII, with CRLF. */
  readonly text: string;
}

/** Below it a content lies in a shared segment, above it in one of its own: both must be tried. */
const LARGE_BYTES = 300 * 1024;

/** @param author must be the user's own address where it is submitted. */
export function makeMessage(
  id: string,
  random: Random,
  sizeBytes = drawSize(random),
  author = 'bob@example.org',
): TestMessage {
  const head = [
    `From: <${author}>`,
    'To: Alice <alice@example.test>',
    `Subject: message ${id}`,
    'Date: Mon, 5 Jan 2026 10:00:00 +0000',
    `Message-ID: <${id}@example.org>`,
    '',
  ];
  const lines: string[] = [];
  for (let length = 0; length < sizeBytes; length += 72) {
    // Some lines begin with a dot, which SMTP doubles.
    lines.push(
      (random.below(10) === 0 ? '.' : '') +
        random
          .below(2 ** 32)
          .toString(36)
          .repeat(10)
          .slice(0, 70),
    );
  }
  return { id, text: `${[...head, ...lines].join('\r\n')}\r\n` };
}

/** A header block alone: what the server may put before a message. */
export const HEADER_BLOCK = /^(?:[!-9;-~]+:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)+$/;

export function fingerprint(octets: string): string {
  return createHash('sha256').update(octets, 'latin1').digest('hex');
}

/** The id of a message that `makeMessage` made; null for any other. */
export function idOf(octets: string): string | null {
  return /^Message-ID: <(.+)@example\.org>\r$/m.exec(octets)?.[1] ?? null;
}

function drawSize(random: Random): number {
  const kind = random.below(100);
  if (kind < 2) return LARGE_BYTES + random.below(100_000);
  return kind < 10 ? random.between(16_000, 100_000) : random.between(200, 12_000);
}
