/**
 * The PROXY header, versions 1 and 2, with which a proxy says for whom it connects.
 * Source: "The PROXY protocol, versions 1 & 2", sections 2.1 and 2.2 (haproxy.org, proxy-protocol.txt).
 */
import { Failure } from '../../base/failure.ts';
import { parseNetwork } from '../../base/network.ts';

/** `null` where the proxy speaks for itself (`UNKNOWN`, `LOCAL`) or the client has no IP address. */
export type ProxyClient = { readonly address: string; readonly port: number } | null;

export interface ProxyHeader {
  readonly client: ProxyClient;
  /** The header's length; what follows belongs to the connection. */
  readonly sizeBytes: number;
}

/** Section 2.1: the longest header of version 1. */
const MAX_V1_BYTES = 107;
/** Addresses and TLVs of version 2; the field would allow 65,535. */
const MAX_V2_BODY_BYTES = 2048;
const V2_SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const V2_FIXED_BYTES = 16;

/** Returns null while more bytes are needed. Throws Failure `invalid` when it cannot become a header. */
export function parseProxyHeader(bytes: Uint8Array): ProxyHeader | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const compared = Math.min(buffer.length, V2_SIGNATURE.length);
  if (buffer.subarray(0, compared).equals(V2_SIGNATURE.subarray(0, compared))) return parseV2(buffer);
  return parseV1(buffer);
}

function parseV1(buffer: Buffer): ProxyHeader | null {
  const end = buffer.subarray(0, MAX_V1_BYTES).indexOf('\r\n');
  if (end < 0) {
    const begins = 'PROXY '.startsWith(buffer.toString('latin1', 0, 6));
    if (buffer.length >= MAX_V1_BYTES || !begins) throw invalid();
    return null;
  }
  const sizeBytes = end + 2;
  const [name, family, source = '', , sourcePort = '', ...rest] = buffer.toString('latin1', 0, end).split(' ');
  if (name !== 'PROXY') throw invalid();
  if (family === 'UNKNOWN') return { client: null, sizeBytes };
  if (family !== familyOf(source) || rest.length !== 1 || !isPort(sourcePort)) throw invalid();
  const address = family === 'TCP6' ? plainAddress(source) : source;
  return { client: { address, port: Number(sourcePort) }, sizeBytes };
}

function parseV2(buffer: Buffer): ProxyHeader | null {
  if (buffer.length < V2_FIXED_BYTES) return null;
  const versionAndCommand = buffer.readUInt8(12);
  const familyAndProtocol = buffer.readUInt8(13);
  const bodyBytes = buffer.readUInt16BE(14);
  const command = versionAndCommand & 0x0f;
  if (versionAndCommand >> 4 !== 2 || command > 1 || bodyBytes > MAX_V2_BODY_BYTES) throw invalid();
  const sizeBytes = V2_FIXED_BYTES + bodyBytes;
  if (buffer.length < sizeBytes) return null;
  if (command === 0) return { client: null, sizeBytes };
  return { client: readV2Client(buffer.subarray(V2_FIXED_BYTES, sizeBytes), familyAndProtocol), sizeBytes };
}

const TCP_OVER_IPV4 = 0x11;
const TCP_OVER_IPV6 = 0x21;

function readV2Client(body: Buffer, familyAndProtocol: number): ProxyClient {
  if (familyAndProtocol === TCP_OVER_IPV4) {
    if (body.length < 12) throw invalid();
    return { address: [...body.subarray(0, 4)].join('.'), port: body.readUInt16BE(8) };
  }
  if (familyAndProtocol === TCP_OVER_IPV6) {
    if (body.length < 36) throw invalid();
    const groups = Array.from({ length: 8 }, (_, i) => body.readUInt16BE(i * 2).toString(16));
    return { address: plainAddress(groups.join(':')), port: body.readUInt16BE(32) };
  }
  return null;
}

/**
 * An IPv6 address in the short form, or the IPv4 address that it stands for: a proxy that listens for both families has
 * those of its IPv4 clients like that, and limits and networks compare what they are.
 */
function plainAddress(text: string): string {
  const short = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
  if (short === undefined) throw invalid();
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  return [high, low].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]).join('.');
}

function familyOf(address: string): 'TCP4' | 'TCP6' | null {
  const network = address.includes('/') ? null : parseNetwork(address);
  if (network === null) return null;
  return network.family === 'ipv4' ? 'TCP4' : 'TCP6';
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function invalid(): Failure {
  return new Failure('invalid', 'not a PROXY header');
}
