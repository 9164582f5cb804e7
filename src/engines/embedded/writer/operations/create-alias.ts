import { insertAlias } from '../aliases.ts';
import type { Handler } from '../context.ts';
import { requireDomain } from '../users.ts';

export const createAlias: Handler<'create-alias'> = (context, operation) => {
  requireDomain(context, operation.domain);
  return { alias: insertAlias(context, operation, false) };
};
