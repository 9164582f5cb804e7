/** The same done to many users or aliases. REQUIREMENTS SM3, SM4 */
import type { Failure } from '../../../base/failure.ts';
import { changeAliases, changeUsers, type UserAction } from '../../../domain/directory/bulk.ts';
import type { BULK_ENDPOINTS } from '../../../wire/admin/endpoints/bulk.ts';
import type { HandlersOf } from '../handler.ts';
import { withoutUndefined } from '../request.ts';

export const bulkHandlers: HandlersOf<typeof BULK_ENDPOINTS> = {
  async 'user.bulk'({ body }, dependencies, by) {
    const outcomes = await changeUsers(dependencies, by, body.userIds, withoutUndefined(body.action) as UserAction);
    return { outcomes: outcomes.map(({ name, failure }) => ({ userId: name, error: viewFailure(failure) })) };
  },
  async 'alias.bulk'({ body }, { aliases }, by) {
    const outcomes = await changeAliases(aliases, by, body.mails, body.action);
    return { outcomes: outcomes.map(({ name, failure }) => ({ mail: name, error: viewFailure(failure) })) };
  },
};

function viewFailure(failure: Failure | null) {
  return failure && { code: failure.code, message: failure.message, detail: { ...failure.detail } };
}
