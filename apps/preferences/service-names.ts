/** What programs do with an account, in words; the protocol beside it. */
import { useCallback } from 'react';
import { useI18n } from '../shared/i18n/i18n.tsx';

export const APP_SERVICES = ['imap', 'pop3', 'submission', 'ldap'] as const;
/** Programs with tokens may also manage the account. */
export const TOKEN_SERVICES = [...APP_SERVICES, 'admin'] as const;

type NamedService = (typeof TOKEN_SERVICES)[number];

/** Null: everywhere. */
export function useServiceNames(): (services: readonly string[] | null) => string {
  const { t } = useI18n();
  return useCallback(
    (services) => {
      if (services === null) return t('my.service.all');
      const names = services.map((name) => (isNamed(name) ? t(`my.service.${name}`) : name));
      return names.join(', ');
    },
    [t],
  );
}

function isNamed(name: string): name is NamedService {
  return (TOKEN_SERVICES as readonly string[]).includes(name);
}
