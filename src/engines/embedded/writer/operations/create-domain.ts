import type { Handler } from '../context.ts';
import { insertDomain, insertPostmaster } from '../domains.ts';

export const createDomain: Handler<'create-domain'> = (context, operation) => {
  const domain = insertDomain(context, operation, false);
  insertPostmaster(context, domain, operation.postmaster);
  return { domain };
};
