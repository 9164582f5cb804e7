/** Second factors. REQUIREMENTS DI9 */

import { needsSecondFactor } from '../../../domain/access/second-factors/needs-second-factor.ts';
import type {
  PasskeyCreationOptions,
  PasskeyRequestOptions,
} from '../../../domain/access/second-factors/passkey-options.ts';
import type { FactorSummary } from '../../../domain/directory/describe-factor.ts';
import type { Confirmed } from '../../../domain/directory/own/factor-changes.ts';
import type { SecondFactorId } from '../../../domain/ports/ids.ts';
import type { FACTOR_ENDPOINTS, FactorsView, FactorView } from '../../../wire/admin/endpoints/factor.ts';
import type { CreationOptionsView, RequestOptionsView } from '../../../wire/admin/passkey-schemas.ts';
import type { HandlersOf } from '../handler.ts';
import { proveOwnPassword } from '../prove-own-password.ts';
import { isoOrNull } from '../views.ts';

export const factorHandlers: HandlersOf<typeof FACTOR_ENDPOINTS> = {
  async 'me.factors'(_request, { ownFactors }, by) {
    return viewFactors(await ownFactors.list(by));
  },
  async 'me.begin-totp'({ body }, dependencies, by) {
    await proveOwnPassword(by, body.password, dependencies);
    return dependencies.ownFactors.beginTotp(by, body.label);
  },
  async 'me.confirm-totp'({ path, body }, { ownFactors }, by) {
    return viewConfirmed(await ownFactors.confirmTotp(by, path.id as SecondFactorId, body.code));
  },
  async 'me.begin-passkey'({ body }, dependencies, by) {
    await proveOwnPassword(by, body.password, dependencies);
    return viewCreationOptions(await dependencies.ownPasskeys.begin(by));
  },
  async 'me.finish-passkey'({ body: { label, challenge, registration } }, { ownPasskeys }, by) {
    const { clientDataJSON, attestationObject } = registration.response;
    const response = { clientDataJson: clientDataJSON, attestationObject };
    return viewConfirmed(await ownPasskeys.finish(by, label, challenge, response));
  },
  async 'me.new-recovery-codes'({ body }, dependencies, by) {
    await proveOwnPassword(by, body.password, dependencies);
    return { recoveryCodes: [...(await dependencies.ownFactors.newRecoveryCodes(by))] };
  },
  async 'me.delete-factor'({ path, body }, dependencies, by) {
    await proveOwnPassword(by, body.password, dependencies);
    await dependencies.ownFactors.delete(by, path.id as SecondFactorId);
    return {};
  },
  async 'user.factors'({ path }, { userFactors }, by) {
    return viewFactors(await userFactors.list(by, path.userId));
  },
  async 'user.reset-factors'({ path }, { userFactors }, by) {
    return { deleted: await userFactors.reset(by, path.userId) };
  },
};

export function viewRequestOptions({ allowCredentials, ...rest }: PasskeyRequestOptions): RequestOptionsView {
  return { ...rest, allowCredentials: [...allowCredentials] };
}

function viewCreationOptions(options: PasskeyCreationOptions): CreationOptionsView {
  const { pubKeyCredParams, excludeCredentials, ...rest } = options;
  return { ...rest, pubKeyCredParams: [...pubKeyCredParams], excludeCredentials: [...excludeCredentials] };
}

function viewFactors(factors: readonly FactorSummary[]): FactorsView {
  return { factors: factors.map(viewFactor), needsAppPasswords: needsSecondFactor(factors) };
}

function viewFactor({
  id,
  kind,
  label,
  createdAtMs,
  confirmedAtMs,
  lastUsedAtMs,
  codesLeft,
}: FactorSummary): FactorView {
  const createdAt = new Date(createdAtMs).toISOString();
  const isConfirmed = confirmedAtMs !== null;
  return { id, kind, label, createdAt, isConfirmed, lastUsedAt: isoOrNull(lastUsedAtMs), codesLeft };
}

function viewConfirmed({ id, recoveryCodes }: Confirmed) {
  return { id, recoveryCodes: recoveryCodes && [...recoveryCodes] };
}
