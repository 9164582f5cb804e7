/** From the API's optional fields to the domain's. */
import type { PolicyPatch } from '../../domain/access/policy/change-policy.ts';
import type { PageRequest } from '../../domain/ports/directory.ts';
import type { AccountPolicyPatch } from '../../wire/admin/schemas.ts';

interface PageQuery {
  readonly query?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export function pageOf({ query, after, limit }: PageQuery): PageRequest {
  return { limit, ...(query === undefined ? {} : { query }), ...(after === undefined ? {} : { after }) };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** A field that a caller left out and one that is undefined are the same to the API, but not to the type system. */
export function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}

export function policyPatch({ privileges, ...quotas }: AccountPolicyPatch): PolicyPatch {
  return {
    ...withoutUndefined(quotas),
    ...(privileges === undefined ? {} : { privileges: withoutUndefined(privileges) }),
  };
}
