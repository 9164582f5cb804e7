/** Routes in words. MO3 */
import type { RouteView } from '../../../src/wire/admin/mail-schemas.ts';
import type { Text } from '../../shared/i18n/i18n.tsx';

/** The pattern of the route for whatever has none of its own. */
export const SMART_HOST = '*';

export function destinationText(t: Text, pattern: string): string {
  if (pattern === SMART_HOST) return t('server.routes.everything-else');
  return pattern.startsWith('.') ? t('server.routes.all-below', { domain: pattern.slice(1) }) : pattern;
}

/** An IPv6 address is in brackets, so that its port can be told apart. */
export function hostText({ host, port }: Pick<RouteView, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
