/** Endpoints of the settings. */
import { Failure } from '../../../base/failure.ts';
import { isSettingName, SETTINGS, type SettingName } from '../../../domain/settings/catalogue.ts';
import { type SettingForm, settingForm } from '../../../domain/settings/setting-form.ts';
import { defaultValues, type Settings } from '../../../domain/settings/settings.ts';
import type { JsonValue, SettingFormView, SettingView } from '../../../wire/admin/schemas.ts';
import type { Handlers } from '../handler.ts';

export const settingsHandlers: Handlers<'settings'> = {
  async 'settings.list'(_request, { settings }) {
    return { settings: (Object.keys(SETTINGS) as SettingName[]).map((name) => viewSetting(name, settings)) };
  },
  async 'settings.get'({ path }, { settings }) {
    return viewSetting(path.name, settings);
  },
  async 'settings.set'({ path, body }, { settings }, by) {
    await settings.set(by, path.name, body.value);
    return viewSetting(path.name, settings);
  },
  async 'settings.reset'({ path }, { settings }, by) {
    await settings.reset(by, path.name);
    return viewSetting(path.name, settings);
  },
};

function viewSetting(name: string, settings: Settings): SettingView {
  if (!isSettingName(name)) {
    throw new Failure('not-found', `no such setting: ${name}`, { detail: { kind: 'setting', name } });
  }
  return {
    name,
    value: settings.get(name) as JsonValue,
    default: defaultValues()[name],
    isSet: settings.isSet(name),
    description: SETTINGS[name].description ?? '',
    form: viewForm(settingForm(name)),
  };
}

function viewForm(form: SettingForm): SettingFormView {
  switch (form.kind) {
    case 'choice':
      return { kind: form.kind, options: [...form.options] };
    case 'list':
      return { kind: form.kind, options: form.options === null ? null : [...form.options] };
    default:
      return { ...form };
  }
}
