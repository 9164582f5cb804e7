/** Who says what holds for a user: he himself, a group, his domain, or the server. DI8 */
import type { PolicySourceView } from '../../../src/wire/admin/directory-schemas.ts';
import type { Text } from '../../shared/i18n/i18n.tsx';

export function sourceText(t: Text, { level, name }: PolicySourceView): string {
  return t(`server.policy.source.${level}`, { name: name ?? '' });
}
