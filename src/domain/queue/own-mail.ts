/** Mail that this server writes itself, notices and reports, on its way to other servers. */
import type { OutgoingMessage, OutgoingRecipient, ReturnPath } from '../ports/queue.ts';

export interface OwnMail {
  /** What it is signed for. */
  readonly domain: string;
  readonly returnPath: ReturnPath;
  /** Nothing leaves where there are none. */
  readonly recipients: readonly OutgoingRecipient[];
}

export interface OwnMailDeps {
  readonly nextQueueId: () => string;
  /** As Signing has it. */
  readonly sign: (domain: string, message: () => AsyncIterable<Uint8Array>, signal: AbortSignal) => Promise<string>;
}

/** Signed as all mail of ours is, and nobody's: it counts for no limits. Rejects as `sign` does. */
export async function ownMail(
  { nextQueueId, sign }: OwnMailDeps,
  message: Uint8Array,
  { domain, returnPath, recipients }: OwnMail,
  signal: AbortSignal,
): Promise<readonly OutgoingMessage[]> {
  if (recipients.length === 0) return [];
  const head = await sign(domain, () => once(message), signal);
  return [{ ...NOBODYS, queueId: nextQueueId(), returnPath, head, recipients }];
}

const NOBODYS = {
  origin: 'notice',
  account: null,
  priority: 0,
  requiresTls: false,
  deliverBy: null,
  notBeforeMs: null,
  heldBecause: null,
} as const;

async function* once(message: Uint8Array): AsyncGenerator<Uint8Array> {
  yield message;
}
