/** What the server recorded in English about attempts and checks, in the language of the page. Loaded where it is needed. */
import { load } from 'virtual:own-words';
import { useEffect, useState } from 'react';
import { createOwnWords, type OwnWords } from '../../../locales/own-words-of.ts';
import type { LanguageCode } from '../../../locales/translator.ts';
import { useI18n } from './i18n.tsx';

interface Loaded {
  readonly language: LanguageCode;
  readonly words: OwnWords;
}

const loaded = new Map<LanguageCode, OwnWords>();
const asRecorded: OwnWords = (text) => text;

/** Until the words are there, texts are as they were recorded. */
export function useOwnWords(): OwnWords {
  const { language } = useI18n();
  const [current, setCurrent] = useState<Loaded | null>(null);
  useEffect(() => {
    let isWanted = true;
    const take = async () => {
      const words = await wordsOf(language);
      if (isWanted) setCurrent({ language, words });
    };
    void take();
    return () => {
      isWanted = false;
    };
  }, [language]);
  return loaded.get(language) ?? (current?.language === language ? current.words : asRecorded);
}

/** That words could not be loaded is no reason to say nothing. */
async function wordsOf(language: LanguageCode): Promise<OwnWords> {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const parts = await load[language]?.().catch(() => null);
  if (parts === null || parts === undefined) return asRecorded;
  const words = createOwnWords(language, parts.english, parts.texts);
  loaded.set(language, words);
  return words;
}
