/** The frame of an application: header, navigation, the screen, and beside it the help panel. */
import { Burger, Drawer, UnstyledButton } from '@mantine/core';
import { type ReactNode, Suspense, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { AppTextKey } from '../../../locales/apps/index.ts';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './frame.module.css';
import { HelpProvider, useHelp } from './help.tsx';
import { HelpPanel } from './help-panel.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { UserMenu } from './user-menu.tsx';

export interface NavigationItem {
  /** Relative to the application, without a slash at the end. */
  readonly path: string;
  readonly label: AppTextKey;
}

export interface NavigationGroup {
  readonly label: AppTextKey | null;
  readonly items: readonly NavigationItem[];
}

interface Props {
  readonly title: AppTextKey;
  readonly navigation: readonly NavigationGroup[];
  /** In the header: the box that finds everything. */
  readonly search?: ReactNode;
  readonly children: ReactNode;
}

export function Frame(props: Props) {
  return (
    <HelpProvider>
      <FrameInside {...props} />
    </HelpProvider>
  );
}

function FrameInside({ title, navigation, search, children }: Props) {
  const { t } = useI18n();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [location] = useLocation();
  const help = useHelp();
  // On a phone the menu has done its work when a screen was chosen.
  const links = <Navigation groups={navigation} onChosen={() => setMenuOpen(false)} />;
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#screen">
        {t('web.skip')}
      </a>
      <header className={classes.header}>
        <Burger
          className={classes.burger}
          size="sm"
          color="var(--header-ink)"
          opened={isMenuOpen}
          onClick={() => setMenuOpen(!isMenuOpen)}
          aria-label={t('web.menu')}
        />
        <Link href="/" className={classes.brand} aria-label={t(title)}>
          <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width="28" height="28" />
          <span>{t(title)}</span>
        </Link>
        <div className={classes.search}>{search}</div>
        <UnstyledButton
          className={classes.help}
          onClick={help.toggle}
          aria-expanded={help.isOpen}
          aria-keyshortcuts="?"
        >
          {t('web.help')}
        </UnstyledButton>
        <UserMenu />
      </header>
      <nav className={classes.nav} aria-label={t('web.menu')}>
        {links}
      </nav>
      <Drawer
        opened={isMenuOpen}
        onClose={() => setMenuOpen(false)}
        size="17rem"
        title={t(title)}
        closeButtonProps={{ 'aria-label': t('web.close') }}
      >
        <nav aria-label={t('web.menu')}>{links}</nav>
      </Drawer>
      <main id="screen" className={classes.main} tabIndex={-1}>
        {/* What a screen keeps in the query of its address comes with a slash: it is the same screen, and keeps the focus. */}
        <ScreenBoundary key={location.replace(/(?<=.)\/$/, '')}>
          <Suspense fallback={<div role="status" aria-label={t('web.loading')} />}>{children}</Suspense>
        </ScreenBoundary>
      </main>
      <HelpPanel />
    </div>
  );
}

interface NavigationProps {
  readonly groups: readonly NavigationGroup[];
  onChosen(): void;
}

function Navigation({ groups, onChosen }: NavigationProps) {
  const { t } = useI18n();
  const [location] = useLocation();
  return (
    <>
      {groups.map(({ label, items }) => (
        <div key={label ?? ''} className={classes.group}>
          {label !== null && <h2 className={classes.heading}>{t(label)}</h2>}
          <ul className={classes.links}>
            {items.map((item) => (
              <li key={item.path}>
                <Link
                  href={item.path}
                  className={classes.link}
                  onClick={onChosen}
                  aria-current={isCurrent(location, item.path) ? 'page' : undefined}
                >
                  {t(item.label)}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

function isCurrent(location: string, path: string): boolean {
  return path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`);
}
