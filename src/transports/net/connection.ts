/**
 * One connection of a line-oriented protocol, as the sessions of SMTP, LMTP, IMAP, POP3 and ManageSieve see it; a protocol
 * that has a parser of its own, such as HTTP, takes the stream out of it.
 *
 * A session is one loop: read, decide, write. Reading is pulled, so a session that is busy exerts back-pressure by not
 * reading. Writes are gathered and leave together when the session next waits for input or flushes.
 */
import type { Socket } from 'node:net';
import type { Logger } from '../../base/log.ts';
import type { Pace } from './pace.ts';

export interface Peer {
  /** Textual IP address, IPv4-mapped IPv6 as plain IPv4; the empty string for a Unix socket. */
  readonly address: string;
  readonly port: number;
  readonly isLoopback: boolean;
  readonly isUnixSocket: boolean;
  /** The address belongs to the setting `trustedNetworks`: limits by address do not apply. */
  readonly isTrusted: boolean;
}

/** What a certificate says of a client, once it has been verified. */
export interface ClientCertificate {
  /** For the log: the name that it was issued to. */
  readonly subject: string;
  /** The mail addresses that its authority vouches for (subjectAltName of the kind rfc822Name). RFC 5280 */
  readonly mailAddresses: readonly string[];
  readonly notAfterMs: number;
}

export interface TlsState {
  /** `TLSv1.3` */
  readonly protocol: string;
  readonly cipher: string;
  /** What the client asked for by SNI. */
  readonly serverName: string | null;
  /** Keying material for the channel binding `tls-exporter`. RFC 9266 */
  exportKeyingMaterial(lengthBytes: number, label: string): Uint8Array;
  /** Null where none was asked for, or shown, or where it does not hold. */
  readonly clientCertificate: ClientCertificate | null;
}

/**
 * Why reading ended other than by a line: thrown by the reading calls, and final for them. After `idle-timeout`,
 * `too-slow`, `shutdown`, `endless-line` and `end` a last reply can still be written.
 */
export class ConnectionClosed extends Error {
  override readonly name = 'ConnectionClosed';
  readonly reason: 'end' | 'reset' | 'idle-timeout' | 'too-slow' | 'shutdown' | 'tls-failure' | 'endless-line';

  constructor(reason: ConnectionClosed['reason']) {
    super(`connection closed: ${reason}`);
    this.reason = reason;
  }
}

export interface Connection {
  /** Short, unique in the process's life, in every log line. */
  readonly id: string;
  readonly peer: Peer;
  readonly localPort: number;
  readonly log: Logger;
  /** Null while the connection is in the clear. */
  readonly tls: TlsState | null;
  /** `startTls` may be offered: the listener has TLS, and the connection is in the clear. */
  readonly canStartTls: boolean;
  /** Passwords may be taken: inside TLS, over a Unix socket, or from an address of the setting `cleartextAuthFrom`. */
  readonly mayAuthenticate: boolean;
  /** Aborted when the connection is gone for whatever reason. */
  readonly signal: AbortSignal;
  /** How long the session has had the event loop to itself. Between two lines the connection heeds it. */
  readonly pace: Pace;

  /**
   * Whether the peer has said all that it has to say, and waits for an answer that takes its time. If it ends its side
   * meanwhile, nobody waits any more: then the connection counts as gone, and `signal` is aborted. A peer that has
   * pipelined more, such as QUIT, wants to be answered.
   *
   * @param evenIfPipelined the peer counts as gone whatever it has pipelined: nothing is lost but the answer.
   */
  setIsWaitedFor(isWaitedFor: boolean, evenIfPipelined?: boolean): void;
  /**
   * Longest silence while the session waits for input, in milliseconds; the wait then throws `idle-timeout`. Also the
   * longest time in which a peer may accept nothing of what was written.
   */
  setIdleTimeout(ms: number): void;
  /**
   * From now on input must arrive at this rate, or waiting for it throws `too-slow`; 0 takes the limit away. Only
   * waiting counts, beginning with one idle timeout of grace, or less where `graceMs` says so.
   */
  limitRate(bytesPerSecond: number, graceMs?: number): void;

  /**
   * The next line with its line end (LF, whatever stands before it) as it came. Throws Failure `too-large` when
   * `maxBytes` came without an LF; the bytes stay, and `skipLine` passes over them. Throws ConnectionClosed; this is
   * where a session learns of a shutdown, since here it is between two commands.
   */
  readLine(maxBytes: number): Promise<Uint8Array>;
  /**
   * A complete line that is already here; null when there is none, or when the session should wait in `readLine` first:
   * much output is unsent, or it is the turn of others. Spares that wait where many commands are pipelined.
   */
  takeLine(maxBytes: number): Uint8Array | null;
  /** Discards input up to and including the next LF, in bounded memory; at most `maxBytes`, then ConnectionClosed `endless-line`. */
  skipLine(maxBytes: number): Promise<void>;
  /**
   * Whatever is here or comes next: 1 to `maxBytes` bytes. The caller may keep the array.
   *
   * @param forCommand the session is between two commands, where a shutdown may end it.
   */
  read(maxBytes: number, forCommand?: boolean): Promise<Uint8Array>;
  /** Puts bytes back in front of the input, such as what follows the end of a message in the same chunk. */
  unread(bytes: Uint8Array): void;
  /** Input has come that was not read yet: a client that pipelines. */
  readonly hasInput: boolean;

  /** Strings are written as octets: char codes 0 to 255. Order is kept; leaves at the next wait or flush. */
  write(data: string | Uint8Array): void;
  /** Sends what was written, and waits while more than the high-water mark is unsent. Throws ConnectionClosed. */
  flush(): Promise<void>;

  /**
   * Goes over to TLS. Input that came in the clear before is discarded, never read as if it had come inside TLS
   * (CVE-2011-0411). The positive reply must have been written. Throws ConnectionClosed `tls-failure`.
   */
  startTls(): Promise<void>;
  /** Goes over to DEFLATE in both directions; every flush ends on a boundary that the peer can decode. RFC 4978 */
  startCompression(): void;

  /**
   * Gives the stream to who reads and writes by himself from now on, within limits of his own. It is paused, and what has
   * come already is in it. `signal` and the limits on how many there are stay the connection's; the session is over when
   * the stream is closed.
   *
   * @param onShutDown called once, when the session is to end what it has begun; maybe at once.
   */
  takeStream(onShutDown: () => void): Socket;

  /** Sends what was written, then closes. */
  end(): Promise<void>;
  /** Closes at once. */
  destroy(): void;
}

/** What a protocol gives to a listener: serves one connection to its end. Whatever it throws is logged as a bug. */
export type ServeConnection = (connection: Connection) => Promise<void>;
