/** The domain that is meant where none is named. */
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';

/** Throws Failure as the endpoint does. */
export async function primaryDomain(client: AdminClient): Promise<string> {
  const { domains } = await client.call(ENDPOINTS['domain.list']);
  return domains.find(({ isPrimary }) => isPrimary)?.name ?? '';
}
