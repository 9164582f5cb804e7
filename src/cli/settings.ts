/** `mailroom settings`: what can be changed while the server runs. */
import { settingText } from '../../locales/setting-text.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { SettingView } from '../wire/admin/schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import type { Register } from './register.ts';

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('settings').description(t('cli.settings'));
  const changed = (options: CommonOptions, setting: SettingView) => {
    context.json(options, setting);
    context.say(options, t('cli.settings.updated', { name: setting.name, value: valueText(setting.value) }));
  };
  noun
    .command('list')
    .description(t('cli.settings.list'))
    .action(async (options: CommonOptions) => {
      const result = await context.client(options).call(ENDPOINTS['settings.list']);
      showSettings(context, options, result, result.settings);
    });
  noun
    .command('get <name>')
    .description(t('cli.settings.get'))
    .action(async (name: string, options: CommonOptions) => {
      const setting = await context.client(options).call(ENDPOINTS['settings.get'], { path: { name } });
      showSettings(context, options, setting, [setting]);
    });
  noun
    .command('set <name> <value>')
    .description(t('cli.settings.set'))
    .action(async (name: string, value: string, options: CommonOptions) => {
      changed(
        options,
        await context.client(options).call(ENDPOINTS['settings.set'], { path: { name }, body: { value } }),
      );
    });
  noun
    .command('reset <name>')
    .description(t('cli.settings.reset'))
    .action(async (name: string, options: CommonOptions) => {
      changed(options, await context.client(options).call(ENDPOINTS['settings.reset'], { path: { name } }));
    });
};

function showSettings(
  context: CliContext,
  options: CommonOptions,
  value: unknown,
  settings: readonly SettingView[],
): void {
  const { t } = context;
  context.show(
    options,
    value,
    [t('column.name'), t('column.value'), t('column.description')],
    settings.map((setting) => [setting.name, valueText(setting.value), settingText(t, setting)]),
  );
}

/** As `settings set` takes it. */
function valueText(value: SettingView['value']): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map(valueText).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
