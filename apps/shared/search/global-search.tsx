/** The box in the header that finds everything by its name: opened by `/` or Ctrl+K, used by the keyboard alone. SM1 */
import { Modal, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { isTyping } from '../layout/help.tsx';
import classes from './global-search.module.css';
import { SearchBox } from './search-box.tsx';

export function GlobalSearch() {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isSlash = event.key === '/' && !isTyping(event.target) && !event.ctrlKey && !event.metaKey;
      const isLetter = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
      // A dialogue that is open has the keyboard.
      if ((!isSlash && !isLetter) || document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <UnstyledButton
        className={classes.open}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
        aria-keyshortcuts="/ Control+K"
      >
        <span>{t('web.search')}</span>
        <kbd aria-hidden="true">/</kbd>
      </UnstyledButton>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('web.search')}
        size="lg"
        yOffset="10vh"
        centered={false}
        // Whoever opens it types on: what fades in has the keyboard too late for the first letters.
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': t('web.close') }}
      >
        <SearchBox onChosen={() => setOpen(false)} />
      </Modal>
    </>
  );
}
