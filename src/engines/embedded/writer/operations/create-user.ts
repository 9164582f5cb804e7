import type { Handler } from '../context.ts';
import { insertUser, requireDomain } from '../users.ts';

export const createUser: Handler<'create-user'> = (context, operation) => {
  requireDomain(context, operation.domain);
  return { account: insertUser(context, operation.domain, operation) };
};
