/**
 * How a message becomes one that a server can take which lacks 8BITMIME or BINARYMIME, or that takes no lines of any
 * length: RFC 6152 section 3, RFC 3030 section 3, RFC 2045 section 6.
 *
 * Contents of parts are encoded anew, nothing is lost. What cannot be done without loss is not done: what is signed or
 * encrypted stays as it is (RFC 1847 section 2.1), headers stay what they are but for their folding.
 */
import type { ByteString } from './byte-string.ts';
import { ContentTraitScanner, type ContentTraits } from './content-traits.ts';
import { foldLongLines, saysEncoding, withEncoding } from './header-edit.ts';
import { type MessageRegion, messageRegions, splitByRegions } from './message-regions.ts';
import type { MimeDefect } from './mime-defect.ts';
import { createMimeIndexer } from './mime-indexer.ts';
import type { MimeIndex, MimePart } from './mime-part.ts';
import { isKnownEncoding } from './transfer-decoder.ts';

/** `7bit`: only ASCII. `8bit`: no NUL, no bare CR or LF. Both: no line of more than 998 octets. */
export type ConversionTarget = '7bit' | '8bit';

export type RegionChange =
  | { readonly kind: 'encode'; readonly from: string; readonly to: 'base64' | 'quoted-printable' }
  | { readonly kind: 'header'; readonly edit: (header: ByteString) => ByteString }
  | { readonly kind: 'scrub' };

export interface ConversionPlan {
  readonly regions: readonly MessageRegion[];
  /** By index of the region; those that are not there stay as they are. */
  readonly changes: ReadonlyMap<number, RegionChange>;
}

/** Why it cannot be done. */
export type ConversionObstacle = 'signed' | 'encrypted' | 'header' | 'encoding' | 'structure';

/** @param open gives the message, each time from its beginning; it is read twice. */
export async function planConversion(
  open: () => AsyncIterable<Uint8Array>,
  target: ConversionTarget,
): Promise<ConversionPlan | ConversionObstacle> {
  const index = await readIndex(open());
  if (index.defects.some((defect) => UNREAD.has(defect))) return 'structure';
  const regions = messageRegions(index.root, index.sizeBytes);
  const { traits, headers } = await examine(open(), regions);
  const encodings = new Map<MimePart, string>();
  const changes = new Map<number, RegionChange>();
  for (const [at, region] of regions.entries()) {
    const found = traits[at];
    if (region.kind === 'between') {
      if (isUnfit(found, target)) changes.set(at, { kind: 'scrub' });
    } else if (region.kind === 'content') {
      const change = contentChange(region.part, found, target);
      if (change === 'encoding') return change;
      if (change !== null) changes.set(at, change);
      encodings.set(region.part, change?.to ?? plainEncoding(region.part, found));
    } else if (found.hasNul || found.hasBareLineEnd || (target === '7bit' && found.hasEightBitHeader)) {
      return 'header';
    }
  }
  for (const [at, region] of regions.entries()) {
    if (region.kind !== 'header') continue;
    const { part } = region;
    const encoding =
      encodings.get(part) ?? (isIdentity(part.encoding) ? containerEncoding(part, target) : part.encoding);
    const isMessage = region.around.length === 0 || region.around.at(-1)?.type === 'message';
    const isChanged = !saysEncoding(headers.get(at) ?? '', encoding) && isIdentity(part.encoding);
    if (!isChanged && !traits[at].hasLongLine) continue;
    const edit = (header: ByteString) => foldLongLines(isChanged ? withEncoding(header, encoding, isMessage) : header);
    changes.set(at, { kind: 'header', edit });
  }
  return findSealed(regions, changes) ?? { regions, changes };
}

/** Of what these leave, the index knows less than the message has. */
const UNREAD: ReadonlySet<MimeDefect> = new Set([
  'headers-too-large',
  'too-many-header-lines',
  'header-field-too-large',
  'boundary-missing',
  'boundary-too-long',
  'too-many-parts',
  'nesting-too-deep',
  'encoded-message',
  'encoded-multipart',
]);

async function readIndex(source: AsyncIterable<Uint8Array>): Promise<MimeIndex> {
  const indexer = createMimeIndexer();
  for await (const chunk of source) indexer.write(chunk);
  return indexer.finish();
}

async function examine(source: AsyncIterable<Uint8Array>, regions: readonly MessageRegion[]) {
  const traits: ContentTraits[] = [];
  const headers = new Map<number, ByteString>();
  let scanner: ContentTraitScanner | null = null;
  for await (const { index, bytes } of splitByRegions(source, regions)) {
    const isHeader = regions[index].kind === 'header';
    scanner ??= new ContentTraitScanner(isHeader);
    scanner.push(bytes);
    if (isHeader) headers.set(index, (headers.get(index) ?? '') + Buffer.from(bytes).toString('latin1'));
    if (bytes.length > 0) continue;
    traits.push(scanner.finish());
    scanner = null;
  }
  return { traits, headers };
}

function isUnfit(traits: ContentTraits, target: ConversionTarget): boolean {
  const hasEightBit = traits.hasEightBitHeader || traits.hasEightBitBody;
  return traits.hasNul || traits.hasBareLineEnd || traits.hasLongLine || (target === '7bit' && hasEightBit);
}

function isIdentity(encoding: string): boolean {
  return encoding === '7bit' || encoding === '8bit' || encoding === 'binary';
}

/** Text up to this stays legible in the source, whatever its script. */
const MAX_LEGIBLE_BYTES = 1024;

/** What becomes of a content; `encoding` where it should be changed, and nobody knows how to read it. */
function contentChange(part: MimePart, traits: ContentTraits, target: ConversionTarget) {
  if (!isUnfit(traits, target)) return null;
  const { encoding } = part;
  if (!isKnownEncoding(encoding)) return 'encoding' as const;
  if (encoding === 'base64' || encoding === 'quoted-printable') {
    return { kind: 'encode', from: encoding, to: encoding } as const;
  }
  const isText = part.type === 'text' && !traits.hasNul && !traits.hasBareLineEnd;
  // Where more than a sixth is beyond ASCII, quoted-printable is the longer form: three characters for one octet.
  const isLegible = traits.sizeBytes <= MAX_LEGIBLE_BYTES || traits.eightBitOctets * 6 <= traits.sizeBytes;
  return { kind: 'encode', from: 'binary', to: isText && isLegible ? 'quoted-printable' : 'base64' } as const;
}

/** What a content that stays as it is may be called. */
function plainEncoding(part: MimePart, traits: ContentTraits): string {
  if (!isIdentity(part.encoding)) return part.encoding;
  return traits.hasEightBitBody || traits.hasEightBitHeader ? '8bit' : '7bit';
}

/** The most that is within it. RFC 2045 section 6.4 */
function containerEncoding(part: MimePart, target: ConversionTarget): string {
  return part.encoding === '7bit' ? '7bit' : target;
}

function findSealed(
  regions: readonly MessageRegion[],
  changes: ReadonlyMap<number, RegionChange>,
): 'signed' | 'encrypted' | null {
  for (const at of changes.keys()) {
    for (const { type, subtype } of regions[at].around) {
      if (type === 'multipart' && (subtype === 'signed' || subtype === 'encrypted')) return subtype;
    }
  }
  return null;
}
