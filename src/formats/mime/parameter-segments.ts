/** Parameters in several segments and with charsets: RFC 2231 sections 3 and 4. */
import type { ByteString } from './byte-string.ts';
import type { MimeDefect } from './mime-defect.ts';
import type { MimeParameter } from './mime-part.ts';

/** One `name=value` as written, the name in lower case: `filename`, `filename*`, `filename*0`, `filename*0*`. */
export interface ParameterSegment {
  readonly name: string;
  readonly value: ByteString;
}

interface Piece {
  readonly index: number;
  readonly extended: boolean;
  readonly value: ByteString;
}

/**
 * Joins segments to parameters, in order of first appearance.
 *
 * A plain or continued parameter keeps its name; one with a charset is called `name*` and is UTF-8, as RFC 9051
 * section 7.5.2 asks for. Continuations count from 0 and end at the first gap; of a name that occurs twice the first
 * counts.
 */
export function collectParameters(
  segments: readonly ParameterSegment[],
  decode: (octets: ByteString, charset: string) => ByteString,
  defects: Set<MimeDefect>,
): MimeParameter[] {
  const plain = new Map<string, MimeParameter>();
  const pieces = new Map<string, Map<number, Piece>>();
  const order: string[] = [];
  for (const segment of segments) {
    const parsed = SEGMENT_NAME.exec(segment.name);
    // Without a "*", or with one where RFC 2231 has none: a plain name.
    if (parsed === null) {
      if (plain.has(segment.name)) defects.add('duplicate-parameter');
      else {
        plain.set(segment.name, [segment.name, segment.value]);
        order.push(segment.name);
      }
      continue;
    }
    const [, base, index, star] = parsed;
    const key = `${base}*`;
    const piece = { index: Number(index ?? 0), extended: index === undefined || star === '*', value: segment.value };
    const known = pieces.get(key);
    if (known === undefined) {
      pieces.set(key, new Map([[piece.index, piece]]));
      order.push(key);
    } else if (known.has(piece.index)) {
      defects.add('duplicate-parameter');
    } else {
      known.set(piece.index, piece);
    }
  }
  const parameters = new Map<string, MimeParameter>();
  for (const key of order) {
    const parameter = plain.get(key) ?? joinPieces(key, pieces.get(key)!, decode);
    if (parameter === null) defects.add('malformed-parameter');
    else if (parameters.has(parameter[0])) defects.add('duplicate-parameter');
    else parameters.set(parameter[0], parameter);
  }
  return [...parameters.values()];
}

/** `name*`, `name*0`, `name*0*`; no leading zeros and no more digits than a bounded count can have. */
const SEGMENT_NAME = /^([^*]+)\*(?:(0|[1-9]\d{0,5})(\*?))?$/;

/** @returns null without a first segment */
function joinPieces(
  key: string,
  pieces: ReadonlyMap<number, Piece>,
  decode: (octets: ByteString, charset: string) => ByteString,
): MimeParameter | null {
  if (!pieces.has(0)) return null;
  let charset = '';
  let isExtended = false;
  let octets = '';
  for (let index = 0; ; index++) {
    const piece = pieces.get(index);
    if (piece === undefined) break;
    let value = piece.value;
    if (piece.extended) {
      isExtended = true;
      if (index === 0) {
        const initial = EXTENDED_INITIAL.exec(value);
        if (initial !== null) {
          charset = initial[1]!;
          value = value.slice(initial[0].length);
        }
      }
      value = decodePercent(value);
    }
    octets += value;
  }
  return isExtended ? [key, decode(octets, charset)] : [key.slice(0, -1), octets];
}

/** charset'language' */
const EXTENDED_INITIAL = /^([^']{0,64})'[^']{0,64}'/;

function decodePercent(text: ByteString): ByteString {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
