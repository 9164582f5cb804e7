/**
 * Signing in, the same for SMTP, IMAP, POP3 and ManageSieve: which mechanisms a connection is offered, and the exchange
 * itself. A protocol only says how it writes a challenge.
 */
import { Failure } from '../../base/failure.ts';
import type { LoginAttempt, Principal } from '../../domain/access/principal.ts';
import type { ServiceName } from '../../domain/ports/sessions.ts';
import { decodeBase64, encodeBase64 } from '../../wire/sasl/base64.ts';
import type { Connection } from '../net/connection.ts';
import type { Mechanism, SaslAuthenticator } from './mechanism.ts';
import { oauthBearer, xoauth2 } from './mechanisms/bearer-token.ts';
import { external } from './mechanisms/external.ts';
import { login } from './mechanisms/login.ts';
import { plain } from './mechanisms/plain.ts';
import { canBindChannel, scramSha256, scramSha256Plus } from './mechanisms/scram-sha-256.ts';
import { prepareLogin } from './prepare-login.ts';

/** How one protocol carries an exchange. */
export interface SaslDialogue {
  /**
   * Sends a challenge in base64 and returns the client's answer: base64, or `*` for giving up. Throws ConnectionClosed,
   * and Failure `too-large` for an answer above its limit, after passing over it.
   */
  ask(challenge: string): Promise<string>;
}

export interface SaslRequest {
  readonly connection: Connection;
  readonly service: ServiceName;
  /** As the client wrote it. */
  readonly mechanism: string;
  /** Base64 as it came with the command; `=` and the empty text are an empty response; null: none came. */
  readonly initialResponse: string | null;
  readonly dialogue: SaslDialogue;
  /** The protocol can carry the server's last word along with its success; others need one more challenge. */
  readonly hasFinalData: boolean;
}

export interface SaslOutcome {
  readonly principal: Principal;
  /** Base64, to be sent along with the success; only where the request said that it can be. */
  readonly finalData: string | null;
}

export interface SaslService {
  /**
   * What to announce, best first. Empty where passwords may not be taken: without TLS a stranger could listen to SCRAM
   * and guess at leisure, and would read the mail anyway.
   */
  mechanisms(connection: Connection): readonly string[];
  /**
   * Runs one exchange. Throws ConnectionClosed, and Failure
   * - `unsupported`: no such mechanism here; `detail.needsTls` when there would be one inside TLS;
   * - `invalid`: not base64, not a message of the mechanism, or the client gave up (`detail.isCancelled`);
   * - `too-large`: an answer above its limit;
   * - `authentication-failed`, `too-many`, `unavailable`, `no-permission`: what the authenticator decides.
   * Whatever it is, the connection can go on.
   */
  authenticate(request: SaslRequest): Promise<SaslOutcome>;
  /** Name and password as commands carry them (IMAP's LOGIN, POP3's PASS). Throws like `authenticate`. */
  signIn(connection: Connection, service: ServiceName, name: string, password: string): Promise<Principal>;
}

const MECHANISMS: readonly Mechanism[] = [external, scramSha256Plus, scramSha256, plain, login, oauthBearer, xoauth2];

export function createSaslService(authenticator: SaslAuthenticator): SaslService {
  return {
    mechanisms: (connection) => offeredTo(connection, authenticator).map((mechanism) => mechanism.name),

    async authenticate(request) {
      const { connection, service, dialogue, hasFinalData } = request;
      const mechanism = findMechanism(connection, authenticator, request.mechanism);
      let initial = request.initialResponse;
      const ask = async (challenge: string) => decodeAnswer(await dialogue.ask(encodeBase64(challenge)));
      const takeInitialResponse = () => {
        const response = initial;
        initial = null;
        return response === null ? null : decodeAnswer(response === '=' ? '' : response);
      };
      const { principal, finalData } = await mechanism.run({
        authenticator,
        ask,
        takeInitialResponse,
        tls: connection.tls,
        offersChannelBinding: canBindChannel(connection.tls),
        attempt: (name) => attemptOf(connection, service, name),
        first: async () => takeInitialResponse() ?? (await ask('')),
      });
      if (finalData === null || hasFinalData) {
        return { principal, finalData: finalData === null ? null : encodeBase64(finalData) };
      }
      // The client has nothing to add, and gives up when it does not believe the server's signature.
      await ask(finalData);
      return { principal, finalData: null };
    },

    async signIn(connection, service, name, password) {
      if (!connection.mayAuthenticate) throw needsTls();
      return authenticator.verifyPassword(attemptOf(connection, service, prepareLogin(name)), password);
    },
  };
}

function offeredTo(connection: Connection, { offersScram = true }: SaslAuthenticator): readonly Mechanism[] {
  if (!connection.mayAuthenticate) return [];
  const { tls } = connection;
  return MECHANISMS.filter((mechanism) => {
    if (mechanism === external) return tls !== null && tls.clientCertificate !== null;
    if (mechanism === scramSha256) return offersScram;
    return mechanism !== scramSha256Plus || (offersScram && canBindChannel(tls));
  });
}

function findMechanism(connection: Connection, authenticator: SaslAuthenticator, name: string): Mechanism {
  const wanted = name.toUpperCase();
  const offered = offeredTo(connection, authenticator).find((mechanism) => mechanism.name === wanted);
  if (offered !== undefined) return offered;
  if (!connection.mayAuthenticate && MECHANISMS.some((mechanism) => mechanism.name === wanted)) throw needsTls();
  throw new Failure('unsupported', 'no such mechanism');
}

function needsTls(): Failure {
  return new Failure('unsupported', 'signing in needs TLS', { detail: { needsTls: true } });
}

function decodeAnswer(answer: string): Buffer {
  if (answer === '*') throw new Failure('invalid', 'cancelled by the client', { detail: { isCancelled: true } });
  return decodeBase64(answer);
}

function attemptOf(connection: Connection, service: ServiceName, name: string): LoginAttempt {
  const { address, isTrusted } = connection.peer;
  return { login: name, peerAddress: address, isTrustedPeer: isTrusted, service, connection: connection.id };
}
