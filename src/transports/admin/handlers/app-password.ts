/** App passwords. REQUIREMENTS DI9 */
import type { AppPassword } from '../../../domain/access/app-passwords/app-passwords.ts';
import type { AppPasswordRequest } from '../../../domain/directory/app-password-request.ts';
import type { CredentialId } from '../../../domain/ports/ids.ts';
import type { APP_PASSWORD_ENDPOINTS, AppPasswordView } from '../../../wire/admin/endpoints/app-password.ts';
import type { HandlersOf } from '../handler.ts';
import { proveOwnPassword } from '../prove-own-password.ts';
import { isoOrNull } from '../views.ts';

export const appPasswordHandlers: HandlersOf<typeof APP_PASSWORD_ENDPOINTS> = {
  async 'me.app-passwords'(_request, { ownAppPasswords }, by) {
    return { appPasswords: (await ownAppPasswords.list(by)).map(viewAppPassword) };
  },
  async 'me.create-app-password'({ body: { password, ...request } }, dependencies, by) {
    await proveOwnPassword(by, password, dependencies);
    return dependencies.ownAppPasswords.make(by, requestOf(request));
  },
  async 'me.delete-app-password'({ path }, { ownAppPasswords }, by) {
    await ownAppPasswords.delete(by, path.id as CredentialId);
    return {};
  },
  async 'user.app-passwords'({ path }, { userAppPasswords }, by) {
    return { appPasswords: (await userAppPasswords.list(by, path.userId)).map(viewAppPassword) };
  },
  async 'user.create-app-password'({ path, body }, { userAppPasswords }, by) {
    return userAppPasswords.make(by, path.userId, requestOf(body));
  },
  async 'user.delete-app-password'({ path }, { userAppPasswords }, by) {
    await userAppPasswords.delete(by, path.userId, path.id as CredentialId);
    return {};
  },
};

interface RequestBody extends Pick<AppPasswordRequest, 'label' | 'services'> {
  readonly expiresAt: string | null;
}

function requestOf({ expiresAt, ...rest }: RequestBody): AppPasswordRequest {
  return { ...rest, expiresAtMs: expiresAt === null ? null : Date.parse(expiresAt) };
}

function viewAppPassword(password: AppPassword): AppPasswordView {
  const { id, label, services, createdAtMs, expiresAtMs, lastUsedAtMs, lastUsedFrom } = password;
  return {
    ...{ id, label },
    services: services && [...services],
    createdAt: new Date(createdAtMs).toISOString(),
    expiresAt: isoOrNull(expiresAtMs),
    lastUsedAt: isoOrNull(lastUsedAtMs),
    lastUsedFrom: lastUsedAtMs === null ? null : lastUsedFrom,
  };
}
