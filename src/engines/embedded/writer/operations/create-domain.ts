import type { Handler } from '../context.ts';
import { insertDomain, insertPostmaster } from '../domains.ts';

export const createDomain: Handler<'create-domain'> = (context, { name, description, postmaster }) => {
  const domain = insertDomain(context, name, description, false);
  insertPostmaster(context, domain, postmaster);
  return { domain };
};
