/** One question to one server, one answer. RFC 1035, RFC 7766 */
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { Failure } from '../../base/failure.ts';
import { DNS_LIMITS } from './dns-limits.ts';
import { type DnsReply, encodeQuestion, type Question, readReply } from './dns-message.ts';

export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

export interface ExchangeOptions {
  /** For each of the two, UDP and TCP. */
  readonly timeoutMs: number;
  /** 16 random bits. */
  readonly randomId: () => number;
}

/**
 * Asks over UDP, and over TCP where the answer did not fit.
 *
 * Throws Failure `unavailable` (no answer in time, no such server) or `invalid` (an answer that cannot be read).
 */
export async function exchange(server: ServerAddress, question: Question, options: ExchangeOptions): Promise<DnsReply> {
  const reply = await exchangeUdp(server, question, options);
  return reply.isTruncated ? await exchangeTcp(server, question, options) : reply;
}

/**
 * A socket of its own for each question, so that each has a random port; connected, so that the kernel drops what
 * comes from elsewhere; a random id: whoever does not see the question has to guess all of it. RFC 5452
 */
function exchangeUdp(server: ServerAddress, question: Question, options: ExchangeOptions): Promise<DnsReply> {
  const id = options.randomId();
  const { promise, resolve, reject } = Promise.withResolvers<DnsReply>();
  const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
  const timer = setTimeout(() => reject(noAnswer(server)), options.timeoutMs);
  let strays = 0;
  socket.on('error', (cause) => reject(noAnswer(server, cause)));
  socket.on('message', (message) => {
    try {
      const reply = readReply(message, question, id);
      if (reply !== null) resolve(reply);
      else if (++strays >= DNS_LIMITS.strayDatagrams) reject(noAnswer(server));
    } catch (error) {
      reject(error);
    }
  });
  socket.connect(server.port, server.address, () => {
    socket.send(encodeQuestion(question, id), (error) => {
      if (error !== null) reject(noAnswer(server, error));
    });
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.close();
  });
}

/** A length of two octets goes before each message. RFC 1035 */
function exchangeTcp(server: ServerAddress, question: Question, options: ExchangeOptions): Promise<DnsReply> {
  const id = options.randomId();
  const { promise, resolve, reject } = Promise.withResolvers<DnsReply>();
  const socket = connect({ host: server.address, port: server.port, noDelay: true });
  const timer = setTimeout(() => reject(noAnswer(server)), options.timeoutMs);
  let received = Buffer.alloc(0);
  socket.on('error', (cause) => reject(noAnswer(server, cause)));
  socket.on('close', () => reject(noAnswer(server)));
  socket.on('connect', () => {
    const message = encodeQuestion(question, id);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    socket.write(Buffer.concat([length, message]));
  });
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 2) return;
    const length = received.readUInt16BE(0);
    if (length > DNS_LIMITS.answerBytes) reject(new Failure('too-large', 'an answer that is too large'));
    else if (received.length >= 2 + length) resolveWith(received.subarray(2, 2 + length));
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });

  function resolveWith(message: Buffer): void {
    try {
      const reply = readReply(message, question, id);
      if (reply === null) reject(new Failure('invalid', 'an answer to another question'));
      else if (reply.isTruncated) reject(new Failure('invalid', 'an answer that is cut off over TCP as well'));
      else resolve(reply);
    } catch (error) {
      reject(error);
    }
  }
}

function noAnswer({ address, port }: ServerAddress, cause?: unknown): Failure {
  return new Failure('unavailable', `no answer from the name server ${address} port ${port}`, { cause });
}
