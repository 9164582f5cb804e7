/**
 * The form in which a message goes to a server with these extensions, converted where that must be: RFC 6152
 * section 3, RFC 3030 section 3, RFC 6531 section 3.2, RFC 5321 section 4.5.3.1.6.
 */
import type { ReturnPath } from '../../domain/ports/queue.ts';
import { type ByteString, fromByteString } from '../../formats/mime/byte-string.ts';
import type { ContentTraits } from '../../formats/mime/content-traits.ts';
import {
  type ConversionObstacle,
  type ConversionPlan,
  type ConversionTarget,
  planConversion,
} from '../../formats/mime/conversion-plan.ts';
import { convertMessage } from '../../formats/mime/convert-message.ts';
import type { ServerExtensions } from '../../wire/smtp/server-extensions.ts';
import type { OutgoingContent } from './outgoing-content.ts';

export interface TransportForm {
  readonly kind: 'form';
  readonly bytes: Buffer | null;
  open(): AsyncIterable<Uint8Array>;
  /** Null where it is not known before it has been made. */
  readonly sizeBytes: number | null;
  /** Null where the server need not be told. */
  readonly body: '8bitmime' | 'binarymime' | null;
}

/**
 * The head for a form of the message that it was not made for: signatures cover octets. Rejects with Failure
 * `unavailable` where it cannot be made now. RFC 6376 section 5.3
 */
export type RenewHead = (head: ByteString, message: () => AsyncIterable<Uint8Array>) => Promise<ByteString>;

/** The server is not one for this message; perhaps another is. */
export interface Unfit {
  readonly kind: 'unfit';
  readonly status: string;
  readonly text: string;
}

/** Rejects as `renewHead` and the content do. */
export async function chooseForm(
  content: OutgoingContent,
  returnPath: ReturnPath,
  extensions: ServerExtensions,
  renewHead: RenewHead,
): Promise<TransportForm | Unfit> {
  const { traits } = content;
  if (traits.hasBareLineEndInHeader) return unfit('5.6.0', 'the header has line ends that cannot be sent');
  if (needsSmtpUtf8(returnPath, traits) && !extensions.smtpUtf8) {
    return unfit(OBSTACLES.header.status, 'the host does not offer SMTPUTF8, which the message needs');
  }
  const isBinary = traits.hasNul || traits.hasBareLineEnd || returnPath.body === 'binarymime';
  if (isBinary && extensions.binaryMime && returnPath.body === 'binarymime') return asItIs(content, 'binarymime');
  const hasEightBit = traits.hasEightBitHeader || traits.hasEightBitBody;
  const isEightBit = hasEightBit || returnPath.body !== '7bit';
  const body = extensions.eightBitMime && isEightBit ? '8bitmime' : null;
  const mustConvert = isBinary || traits.hasLongLine || (hasEightBit && !extensions.eightBitMime);
  if (!mustConvert) return asItIs(content, body);
  const target: ConversionTarget = extensions.eightBitMime ? '8bit' : '7bit';
  if (target === '7bit' && traits.hasEightBitHeader) return unfit(OBSTACLES.header.status, OBSTACLES.header.text);
  const plan = await planConversion(content.openBare, target);
  if (typeof plan !== 'string') return await converted(content, plan, body, renewHead);
  // Most servers take long lines, and what is signed is of no use when it is changed.
  if (isTravellable(traits, extensions)) return asItIs(content, body);
  return unfit(OBSTACLES[plan].status, OBSTACLES[plan].text);
}

/** The sender or the header needs SMTPUTF8. Recipients are looked at one by one. */
export function needsSmtpUtf8(returnPath: ReturnPath, traits: ContentTraits): boolean {
  return returnPath.smtpUtf8 && traits.hasEightBitHeader;
}

/** RFC 3463 section 3.7; 5.6.9: RFC 6531 section 3.5. */
const OBSTACLES: Readonly<Record<ConversionObstacle, { readonly status: string; readonly text: string }>> = {
  signed: { status: '5.6.2', text: 'the server does not take this message as it is, and it is signed' },
  encrypted: { status: '5.6.2', text: 'the server does not take this message as it is, and it is encrypted' },
  header: { status: '5.6.9', text: 'the header has characters that the server does not take' },
  encoding: { status: '5.6.1', text: 'a part of the message cannot be converted for the server' },
  structure: { status: '5.6.3', text: 'the message cannot be converted for the server' },
};

function asItIs(content: OutgoingContent, body: TransportForm['body']): TransportForm {
  return { kind: 'form', bytes: content.bytes, open: content.open, sizeBytes: content.traits.sizeBytes, body };
}

/** What the message was signed with when it was taken holds for its other form no more: the head is made for this one. */
async function converted(
  content: OutgoingContent,
  plan: ConversionPlan,
  body: TransportForm['body'],
  renewHead: RenewHead,
): Promise<TransportForm> {
  const open = () => convertMessage(content.openBare(), plan);
  if (content.bytes === null) {
    const head = fromByteString(await renewHead(content.head, open));
    return { kind: 'form', bytes: null, open: () => chained(head, open()), sizeBytes: null, body };
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of open()) chunks.push(chunk);
  const bare = Buffer.concat(chunks);
  const head = fromByteString(await renewHead(content.head, () => chained(bare)));
  const bytes = Buffer.concat([head, bare]);
  return { kind: 'form', bytes, open: () => chained(bytes), sizeBytes: bytes.length, body };
}

async function* chained(first: Uint8Array, rest?: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  if (rest !== undefined) yield* rest;
}

/** Only its lines are too long. */
function isTravellable(traits: ContentTraits, { eightBitMime }: ServerExtensions): boolean {
  const isAscii = !traits.hasEightBitHeader && !traits.hasEightBitBody;
  return !traits.hasNul && !traits.hasBareLineEnd && (isAscii || eightBitMime);
}

function unfit(status: string, text: string): Unfit {
  return { kind: 'unfit', status, text };
}
