/** The server's side of TLS for every listener: performs handshakes, within their limits. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Logger } from '../../../base/log.ts';
import { clientNetwork } from '../../../domain/reputation/client-network.ts';
import { ConnectionClosed, type Peer } from '../connection.ts';
import { certificateProblem } from './client-certificate.ts';
import { clientHello } from './client-hello.ts';
import type { HandshakeGate } from './handshake-gate.ts';
import type { TlsContexts } from './tls-contexts.ts';

export interface TlsServerOptions {
  readonly contexts: TlsContexts;
  readonly gate: HandshakeGate;
  readonly log: Logger;
  /** Until the client has said its hello. */
  readonly helloTimeoutMs: () => number;
  /** For waiting and handshake together, from then on. */
  readonly handshakeTimeoutMs: () => number;
}

export interface HandshakeTerms {
  /**
   * By ALPN; a client that names only others is refused, so that a connection meant for another service cannot be led
   * here. One that names none is served. RFC 7301
   */
  readonly protocols: readonly string[];
  /**
   * The client is asked for a certificate, where somebody may vouch for clients. One without, or with one that does not
   * hold, is served like any other: see `verifiedCertificate`.
   */
  readonly asksForCertificate?: boolean;
}

export class TlsServer {
  readonly #options: TlsServerOptions;

  constructor(options: TlsServerOptions) {
    this.#options = options;
  }

  /**
   * Performs the server's handshake on a socket, whose unread input belongs to it.
   *
   * @param peer who has connected, which a proxy's socket does not tell.
   * Throws ConnectionClosed `tls-failure`; the caller closes the socket.
   */
  async secure(socket: Socket, peer: Peer, terms: HandshakeTerms): Promise<TLSSocket> {
    const { log, helloTimeoutMs, handshakeTimeoutMs } = this.#options;
    const giveUp = new AbortController();
    const abort = (reason: string) => giveUp.abort(new Error(reason));
    const onClose = () => abort('closed by the peer');
    let timer = setTimeout(() => abort('silence'), helloTimeoutMs());
    socket.once('close', onClose);
    try {
      await clientHello(socket, giveUp.signal);
      clearTimeout(timer);
      timer = setTimeout(() => abort('timeout'), handshakeTimeoutMs());
      return await this.#shakeHands(socket, peer, terms, giveUp.signal);
    } catch (error) {
      log.info({ reason: reasonOf(error), peer: peer.address }, 'TLS handshake failed');
      throw new ConnectionClosed('tls-failure');
    } finally {
      clearTimeout(timer);
      socket.off('close', onClose);
    }
  }

  async #shakeHands(socket: Socket, peer: Peer, terms: HandshakeTerms, signal: AbortSignal): Promise<TLSSocket> {
    const { contexts, gate, log } = this.#options;
    // Behind one address that is trusted there are many.
    const hasNoLimits = peer.isTrusted || peer.isUnixSocket;
    await gate.enter(hasNoLimits ? null : clientNetwork(peer.address), signal);
    const asking = terms.asksForCertificate === true ? contexts.asking : null;
    const secured = new TLSSocket(socket, {
      isServer: true,
      secureContext: asking ?? contexts.current,
      ALPNProtocols: [...terms.protocols],
      requestCert: asking !== null,
      rejectUnauthorized: false,
    });
    await handshakeDone(secured, signal);
    const problem = certificateProblem(secured);
    if (problem !== null) log.info({ problem, peer: peer.address }, 'the certificate of a client does not hold');
    return secured;
  }
}

/** `secure` and `_tlsError` are how a TLSSocket that was made by hand tells a server of success and of failure. */
function handshakeDone(secured: TLSSocket, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error instanceof Error ? error : new Error('closed by the peer'));
      secured.destroy();
    };
    const endings = ['_tlsError', 'error', 'end', 'close'] as const;
    for (const ending of endings) secured.once(ending, fail);
    secured.once('secure', () => {
      for (const ending of endings) secured.off(ending, fail);
      resolve(secured);
    });
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    if (signal.aborted) fail(signal.reason);
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
