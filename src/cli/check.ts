/** `mailroom check`: over the running server, or where none runs, on the stopped store itself. REQUIREMENTS ST11 */
import { isFailure } from '../base/failure.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { FindingView } from '../wire/admin/schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { EXIT_FINDINGS } from './failures.ts';
import type { Register } from './register.ts';

interface CheckOptions extends CommonOptions {
  readonly repair?: boolean;
  readonly quick?: boolean;
}

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('check')
    .description(t('cli.check'))
    .option('--repair', t('cli.check.repair'))
    .option('--quick', t('cli.check.quick'))
    .action(async (options: CheckOptions) => {
      const { findings, isTruncated } = await check(context, options);
      if (options.json === true || findings.length > 0) {
        context.show(
          options,
          { findings, isTruncated },
          [t('column.outcome'), t('column.finding'), t('column.subject'), t('column.description')],
          findings.map(({ outcome, kind, subject, message }) => [t(`cli.check.${outcome}`), kind, subject, message]),
        );
      }
      if (isTruncated) context.say(options, t('cli.check.truncated'));
      context.say(
        options,
        findings.length === 0 ? t('cli.check.clean') : t('cli.check.summary', { count: findings.length }),
      );
      if (findings.some(({ outcome }) => outcome !== 'repaired')) context.setExitCode(EXIT_FINDINGS);
    });
};

async function check(
  context: CliContext,
  options: CheckOptions,
): Promise<{ findings: readonly FindingView[]; isTruncated: boolean }> {
  const body = { repair: options.repair ?? false, verifyContents: options.quick !== true };
  try {
    return await context.client(options).call(ENDPOINTS.check, { body });
  } catch (error) {
    if (!isFailure(error, 'unavailable') || error.detail.socketPath === undefined) throw error;
    const { checkStoppedStore } = await import('../server.ts');
    const findings: FindingView[] = [];
    for await (const finding of checkStoppedStore(context.dataDirectory(options), body)) findings.push({ ...finding });
    return { findings, isTruncated: false };
  }
}
