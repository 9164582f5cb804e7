/** Settings below each other: those of a group, those that were found, or those that a screen is about. */
import type { SettingView } from '../../../src/wire/admin/schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { SettingRow } from './setting-row.tsx';
import classes from './settings.module.css';

export function SettingList({ settings }: { readonly settings: readonly SettingView[] }) {
  return (
    <ul className={classes.list}>
      {settings.map((setting) => (
        <SettingRow key={setting.name} setting={setting} />
      ))}
    </ul>
  );
}

/** @param names in the order in which they are shown. */
export function NamedSettings({ names }: { readonly names: readonly string[] }) {
  const all = useRead('settings.list');
  return (
    <Loaded of={all}>
      {({ settings }) => (
        <SettingList settings={names.flatMap((name) => settings.find((setting) => setting.name === name) ?? [])} />
      )}
    </Loaded>
  );
}
