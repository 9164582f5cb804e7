/** Waits for what a TLS client says first, so that nothing is done for one that only connects. */
import type { Socket } from 'node:net';

/** Type, version and length of a record. */
const HEADER_BYTES = 5;
const MAX_CONTENT_BYTES = 2 ** 14;
const HANDSHAKE = 22;

/**
 * Resolves when the first record is here, or something that is none, which a handshake refuses; it stays unread.
 * Rejects when the client ends its side, and with the reason of the signal. The socket must be paused, and is afterwards.
 */
export async function clientHello(socket: Socket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let received: Buffer = Buffer.alloc(0);
  const onReadable = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    received = Buffer.concat([received, chunk]);
    if (isFirstRecord(received)) resolve();
  };
  const onEnd = () => reject(new Error('closed by the peer'));
  const onAbort = () => reject(signal.reason);
  socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd);
  signal.addEventListener('abort', onAbort, { once: true });
  if (socket.destroyed || socket.readableEnded) onEnd();
  try {
    await promise;
  } finally {
    socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd);
    signal.removeEventListener('abort', onAbort);
    if (received.length > 0) socket.unshift(received);
  }
}

function isFirstRecord(bytes: Buffer): boolean {
  if (bytes[0] !== HANDSHAKE) return true;
  if (bytes.length < HEADER_BYTES) return false;
  return bytes.length >= HEADER_BYTES + Math.min(bytes.readUInt16BE(3), MAX_CONTENT_BYTES);
}
