/** SCRAM-SHA-256 and SCRAM-SHA-256-PLUS: RFC 5802, RFC 7677, bound to the channel as in RFC 9266. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../../base/failure.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import type { ChannelBinding } from '../../../wire/sasl/gs2-header.ts';
import {
  formatServerFinal,
  formatServerFirst,
  parseClientFinal,
  parseClientFirst,
} from '../../../wire/sasl/scram-message.ts';
import { isProofValid, serverSignature } from '../../../wire/sasl/scram-sha-256.ts';
import type { TlsState } from '../../net/connection.ts';
import type { Mechanism, MechanismContext, MechanismOutcome } from '../mechanism.ts';
import { prepareLogin } from '../prepare-login.ts';

const NONCE_BYTES = 18;
/** RFC 9266 section 2 */
const BINDING_TYPE = 'tls-exporter';
const EXPORTER_LABEL = 'EXPORTER-Channel-Binding';
const EXPORTER_BYTES = 32;

export const scramSha256: Mechanism = {
  name: 'SCRAM-SHA-256',
  run: (context) => run(context, false),
};

export const scramSha256Plus: Mechanism = {
  name: 'SCRAM-SHA-256-PLUS',
  run: (context) => run(context, true),
};

/** RFC 9266 section 4.2: before TLS 1.3 the value is unique only with an extension that cannot be seen from here. */
export function canBindChannel(tls: TlsState | null): boolean {
  return tls?.protocol === 'TLSv1.3';
}

async function run(context: MechanismContext, isPlus: boolean): Promise<MechanismOutcome> {
  const { authenticator, tls } = context;
  const first = parseClientFirst(decodeUtf8(await context.first()));
  checkBinding(first.binding, isPlus, context.offersChannelBinding);
  const candidate = await authenticator.beginScram(context.attempt(prepareLogin(first.login)));

  const nonce = first.nonce + randomBytes(NONCE_BYTES).toString('base64');
  const serverFirst = formatServerFirst(nonce, candidate.keys.salt, candidate.keys.iterations);
  const final = parseClientFinal(decodeUtf8(await context.ask(serverFirst)));

  const expectedBinding = Buffer.concat([Buffer.from(first.gs2Header), isPlus ? bindingData(tls) : Buffer.alloc(0)]);
  const authMessage = [first.bare, serverFirst, final.withoutProof].join(',');
  const isGenuine = final.nonce === nonce && areEqual(final.channelBinding, expectedBinding);
  const keys = [candidate.keys, ...(candidate.alternatives ?? [])].find((each) =>
    isProofValid(each, authMessage, final.proof),
  );
  if (!isGenuine || keys === undefined) return candidate.fail();

  const principal = await authenticator.authorise(
    await candidate.succeed(keys),
    prepareLogin(first.authorisationIdentity),
  );
  return { principal, finalData: formatServerFinal(serverSignature(keys, authMessage)) };
}

/** RFC 5802 section 6 */
function checkBinding(binding: ChannelBinding, isPlus: boolean, offersChannelBinding: boolean): void {
  if (isPlus) {
    if (binding.kind === 'used' && binding.type === BINDING_TYPE) return;
    throw new Failure('invalid', 'another channel binding than the one offered');
  }
  if (binding.kind === 'used') throw new Failure('invalid', 'channel binding without the mechanism for it');
  // The client believes that binding was not offered, although it was: somebody in between took it off the list.
  if (binding.kind === 'unused' && offersChannelBinding) {
    throw new Failure('authentication-failed', 'the list of mechanisms was tampered with');
  }
}

function bindingData(tls: TlsState | null): Uint8Array {
  if (tls === null) throw new Failure('unsupported', 'channel binding without TLS');
  return tls.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL);
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
