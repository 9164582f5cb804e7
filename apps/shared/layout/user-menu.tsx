/** Who is signed in, and what is about him: language, colours, the other application, signing out. */
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { LANGUAGES } from '../../../locales/translator.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { LANGUAGE_NAMES } from '../i18n/language.ts';
import { useSession } from '../session/session.tsx';
import classes from './user-menu.module.css';

const SCHEMES = ['auto', 'light', 'dark'] as const;

export function UserMenu() {
  const { t, language, choose } = useI18n();
  const { me, signOut } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const applications = [
    { href: '/msg/server/', label: t('web.server-manager'), isThere: me.role !== 'user' },
    { href: '/msg/my/', label: t('web.preferences'), isThere: true },
    { href: '/docs', label: t('web.help-centre'), isThere: true },
  ];
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.user} aria-label={t('web.account', { name: me.userId })}>
          {me.userId}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {applications
          .filter(({ isThere }) => isThere)
          .map(({ href, label }) => (
            <Menu.Item key={href} component="a" href={href}>
              {label}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Label>{t('web.language')}</Menu.Label>
        {LANGUAGES.map((code) => (
          <Menu.Item
            key={code}
            lang={code}
            role="menuitemradio"
            aria-checked={code === language}
            onClick={() => choose(code)}
            className={classes.choice}
          >
            {LANGUAGE_NAMES[code]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('web.colours')}</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={scheme === colorScheme}
            onClick={() => setColorScheme(scheme)}
            className={classes.choice}
          >
            {t(`web.colours.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{t('web.sign-out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
