/** Reads the PROXY header in front of a connection. */
import type { Socket } from 'node:net';
import { type ProxyClient, parseProxyHeader } from '../../wire/line/proxy-header.ts';
import { ConnectionClosed } from './connection.ts';

/**
 * Returns for whom the proxy connects; the bytes behind the header stay in the socket. Throws ConnectionClosed when
 * the connection or the time ends first, and Failure `invalid` when something else comes.
 */
export async function readProxyHeader(socket: Socket, timeoutMs: number): Promise<ProxyClient> {
  const { promise, resolve, reject } = Promise.withResolvers<ProxyClient>();
  let received: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    try {
      const header = parseProxyHeader(received);
      if (header === null) return;
      // Before anything is awaited: what follows the header must find the socket paused.
      socket.off('data', onData).pause();
      if (received.length > header.sizeBytes) socket.unshift(received.subarray(header.sizeBytes));
      resolve(header.client);
    } catch (error) {
      reject(error);
    }
  };
  const onClose = () => reject(new ConnectionClosed('reset'));
  const onError = () => {};
  const timer = setTimeout(() => reject(new ConnectionClosed('too-slow')), timeoutMs);
  socket.on('data', onData).on('end', onClose).on('close', onClose).on('error', onError);
  try {
    return await promise;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    socket.off('data', onData).off('end', onClose).off('close', onClose);
  }
}
