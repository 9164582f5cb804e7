/** `mailroom certificate`: what clients are shown. */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('certificate')
    .description(t('cli.certificate'))
    .action(async (options: CommonOptions) => {
      const certificate = await context.client(options).call(ENDPOINTS['certificate.show']);
      context.show(
        options,
        certificate,
        [t('column.name'), t('column.value')],
        [
          [t('column.issuer'), certificate.issuer],
          [t('column.names'), certificate.names.join(', ')],
          [t('column.valid-until'), context.formats.time(Date.parse(certificate.notAfter))],
          [t('column.fingerprint'), certificate.fingerprint],
        ],
      );
    });
};
