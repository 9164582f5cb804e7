/** Where a service listens, and how well what is said there is kept from others. */
import type { ServiceView } from '../../../src/wire/admin/endpoints/service.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './services.module.css';

export function ServicePorts({ listeners }: Pick<ServiceView, 'listeners'>) {
  const { t } = useI18n();
  if (listeners.length === 0) return <span className={classes.quiet}>{t('server.services.no-port')}</span>;
  return (
    <ul className={classes.ports}>
      {listeners.map(({ name, port, security, isOpen }) => (
        <li key={name}>
          {port === null ? (
            t('server.services.socket')
          ) : (
            <>
              <strong>{port}</strong>{' '}
              <span className={classes.quiet}>
                {name}, {t(`server.services.security.${security}`)}
              </span>
            </>
          )}
          {!isOpen && <span className={classes.quiet}> ({t('server.services.closed')})</span>}
        </li>
      ))}
    </ul>
  );
}
