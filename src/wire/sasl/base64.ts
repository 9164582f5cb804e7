/** Base64 as SASL exchanges carry it: RFC 4648 section 4, nothing but the alphabet and the padding that belongs there. */
import { Failure } from '../../base/failure.ts';

const STRICT = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Throws Failure `invalid`. The text must be bounded by whoever read it. */
export function decodeBase64(text: string): Buffer {
  if (!STRICT.test(text)) throw new Failure('invalid', 'not base64');
  return Buffer.from(text, 'base64');
}

export function encodeBase64(data: Uint8Array | string): string {
  return Buffer.from(data as string, 'utf8').toString('base64');
}
