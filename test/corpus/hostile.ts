/** Messages that are too large, or too many, for files: made while they are read. Chunks as a socket hands them over. */

const CHUNK_BYTES = 64 * 1024;

/** A stream of octets: `head`, then `unit` so many times, then `tail`. */
export function* repeated(head: string, unit: string, count: number, tail = ''): Generator<Buffer> {
  if (head !== '') yield Buffer.from(head, 'latin1');
  const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / unit.length));
  const chunk = Buffer.from(unit.repeat(Math.min(perChunk, count)), 'latin1');
  for (let left = count; left > 0; left -= perChunk) {
    yield left >= perChunk ? chunk : chunk.subarray(0, left * unit.length);
  }
  if (tail !== '') yield Buffer.from(tail, 'latin1');
}

/** Multiparts within each other, each with its own boundary. */
export function* nestedMultiparts(depth: number): Generator<Buffer> {
  for (let level = 0; level < depth; level++) {
    yield Buffer.from(`Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`);
  }
  yield Buffer.from('\r\ninnermost\r\n');
  for (let level = depth - 1; level >= 0; level--) yield Buffer.from(`--b${level}--\r\n`);
}

/** Parameters in so many segments: RFC 2231 section 3. */
export function* segmentedParameter(count: number): Generator<Buffer> {
  yield Buffer.from('Content-Type: application/pdf');
  for (let index = 0; index < count; index++) yield Buffer.from(`;\r\n name*${index}=x`);
  yield Buffer.from('\r\n\r\nbody');
}
