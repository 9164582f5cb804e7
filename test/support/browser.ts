/** The management API as a browser calls it: with the secret of a session, over the socket of the server. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { socketPath } from '../../src/config/data-directory.ts';
import { API_PREFIX } from '../../src/wire/admin/endpoint.ts';
import type { SignedInView } from '../../src/wire/admin/endpoints/sign-in.ts';
import type { CreationOptionsView, RequestOptionsView } from '../../src/wire/admin/passkey-schemas.ts';

/** Of the answers what tests go on with: each has some of these. */
export interface AnswerBody
  extends Omit<SignedInView, 'session'>,
    Pick<CreationOptionsView, 'challenge' | 'rp' | 'user'> {
  readonly session: SignedInView;
  readonly secondFactor: { readonly challenge: string; readonly passkeyOptions: RequestOptionsView };
  readonly rpId: string;
  readonly id: number;
  readonly uri: string;
  readonly password: string;
  readonly recoveryCodes: readonly string[];
  readonly appPasswords: readonly { readonly id: number }[];
  readonly excludeCredentials: readonly unknown[];
  readonly error: { readonly code: string };
}

export interface BrowserAnswer {
  readonly status: number | undefined;
  readonly body: AnswerBody;
}

/** @param path below API_PREFIX. */
export async function callAsBrowser(
  dataDir: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
  secret?: string,
): Promise<BrowserAnswer> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    ...(content === undefined ? {} : { 'content-length': Buffer.byteLength(content) }),
  };
  const target = { socketPath: socketPath(dataDir, 'admin'), method, path: `${API_PREFIX}${path}`, agent: false };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({ ...target, headers }, resolve)
      .on('error', reject)
      .end(content);
  });
  return { status: response.statusCode, body: (await json(response)) as AnswerBody };
}
