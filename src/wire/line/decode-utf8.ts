/** Text of a client, which is UTF-8 or refused. */
import { Failure } from '../../base/failure.ts';

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws Failure `invalid` when it is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return STRICT.decode(bytes);
  } catch (cause) {
    throw new Failure('invalid', 'not UTF-8', { cause });
  }
}
