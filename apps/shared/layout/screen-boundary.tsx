/** A screen that breaks says so, and leaves the rest of the application as it is. */
import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Notice } from '../feedback/notice.tsx';
import { useI18n } from '../i18n/i18n.tsx';

interface Props {
  readonly children: ReactNode;
}

export class ScreenBoundary extends Component<Props, { readonly error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    return this.state.error === null ? this.props.children : <Broken />;
  }
}

/** Mostly a new version of the server: its parts have other names than those that this page would load. */
function Broken() {
  const { t } = useI18n();
  return (
    <Notice kind="bad" title={t('web.broken')}>
      <Button variant="default" mt="sm" onClick={() => location.reload()}>
        {t('web.reload')}
      </Button>
    </Notice>
  );
}
