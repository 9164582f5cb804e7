/** What a session sees of the TLS that it runs in. */
import type { TLSSocket } from 'node:tls';
import type { TlsState } from './connection.ts';
import { verifiedCertificate } from './tls/client-certificate.ts';

export function describeTls(socket: TLSSocket): TlsState {
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    // On a server the property holds what the client sent, or false; the type only knows the client's side.
    serverName: servernameOf(socket),
    clientCertificate: verifiedCertificate(socket),
    exportKeyingMaterial: (lengthBytes, label) => socket.exportKeyingMaterial(lengthBytes, label, Buffer.alloc(0)),
  };
}

function servernameOf(socket: TLSSocket): string | null {
  const name = (socket as { servername?: unknown }).servername;
  return typeof name === 'string' && name !== '' ? name : null;
}
