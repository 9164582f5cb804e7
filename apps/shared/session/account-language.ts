/**
 * The language of the page and the language of the account: on a device where none was chosen the page speaks that of the
 * account, and whoever chooses another one is asked whether the server is to write in it, too.
 */
import { useEffect, useRef } from 'react';
import type { LanguageCode } from '../../../locales/translator.ts';
import { useChange } from '../api/use-api.ts';
import { useToast } from '../feedback/toasts.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { chosenLanguage, LANGUAGE_NAMES } from '../i18n/language.ts';
import type { Me } from './session.tsx';

export function useAccountLanguage(me: Me): void {
  const { language, hasChosen, t, show } = useI18n();
  const toast = useToast();
  const { run } = useChange('me.update');
  const ofAccount = me.language;
  useEffect(() => {
    if (ofAccount !== null && chosenLanguage() === null) show(ofAccount);
  }, [ofAccount, show]);

  const isOffered = hasChosen && me.privileges['change-profile'] && ofAccount !== language;
  /** Once for each choice. */
  const offered = useRef<LanguageCode | null>(null);
  useEffect(() => {
    const isNew = isOffered && offered.current !== language;
    offered.current = isOffered ? language : null;
    if (!isNew) return;
    const store = async () => {
      if ((await run({ body: { language } })) !== null) toast({ text: t('web.saved') });
    };
    toast({
      text: t('web.language.offer', { language: LANGUAGE_NAMES[language] }),
      action: { label: t('web.language.store'), run: () => void store() },
    });
  }, [isOffered, language, run, t, toast]);
}
