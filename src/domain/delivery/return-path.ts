/** Return-Path: what final delivery puts on top of a message, and nobody sends on. RFC 5321 section 4.4 */

/** It stands above all else: a field of that name further down is the client's. */
export function formatReturnPath(address: string): string {
  return `Return-Path: <${address}>\r\n`;
}

const START = Buffer.from('return-path:');
const LF = 10;
const SPACE = 32;
const TAB = 9;

/** The content as another server gets it: without the Return-Path that stands on top of the copies here. */
export async function* withoutReturnPath(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isBody = false;
  let start = Buffer.alloc(0);
  for await (const chunk of content) {
    if (isBody) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    const length = fieldLength(start);
    if (length === null) continue;
    isBody = true;
    if (length < start.length) yield start.subarray(length);
  }
  if (!isBody && start.length > 0) yield start;
}

/** Octets of the field at the start; 0 where it is another one, null where more must be seen. */
function fieldLength(bytes: Buffer): number | null {
  const seen = bytes.subarray(0, START.length).toString('latin1').toLowerCase();
  if (!START.toString('latin1').startsWith(seen)) return 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    const next = bytes[lf + 1];
    if (next === undefined) return null;
    if (next !== SPACE && next !== TAB) return lf + 1;
  }
  return null;
}
