/** The language of the page: its texts and formats for every component, and its change without a reload. */

import { load } from 'virtual:catalogues';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { AppTextKey } from '../../../locales/apps/index.ts';
import { failureText } from '../../../locales/failure-text.ts';
import { type Catalogue, createTranslator, type LanguageCode, type TextValues } from '../../../locales/translator.ts';
import type { ApiFailure } from '../api/failure.ts';
import { createFormats, type Formats } from './formats.ts';
import { rememberLanguage } from './language.ts';

export type Text = (key: AppTextKey, values?: TextValues) => string;

export interface I18n {
  readonly language: LanguageCode;
  readonly t: Text;
  readonly formats: Formats;
  /** The sentence for what the server refused. */
  readonly explain: (failure: ApiFailure) => string;
  readonly choose: (language: LanguageCode) => void;
  /** For this page only: nothing is remembered. */
  readonly show: (language: LanguageCode) => void;
  /** The language was chosen since the page was opened. */
  readonly hasChosen: boolean;
}

const Context = createContext<I18n | null>(null);

interface Props {
  readonly initial: LanguageCode;
  readonly texts: Catalogue;
  readonly children: ReactNode;
}

export function I18nProvider({ initial, texts, children }: Props) {
  const [current, setCurrent] = useState({ language: initial, texts });
  const [hasChosen, setChosen] = useState(false);
  const show = useCallback((language: LanguageCode) => {
    void loadTexts(language).then((texts) => setCurrent({ language, texts }));
  }, []);
  const choose = useCallback(
    (language: LanguageCode) => {
      rememberLanguage(language);
      setChosen(true);
      show(language);
    },
    [show],
  );
  useEffect(() => {
    document.documentElement.lang = current.language;
  }, [current.language]);
  const value = useMemo(() => {
    const t = createTranslator<AppTextKey>(current.language, current.texts);
    const explain = (failure: ApiFailure) => failureText(t, failure);
    const formats = createFormats(current.language);
    return { language: current.language, t, formats, explain, choose, show, hasChosen };
  }, [current, choose, show, hasChosen]);
  return <Context value={value}>{children}</Context>;
}

export function useI18n(): I18n {
  const value = useContext(Context);
  if (value === null) throw new Error('outside of I18nProvider');
  return value;
}

export async function loadTexts(language: LanguageCode): Promise<Catalogue> {
  const loader = load[language];
  if (loader === undefined) throw new Error(`no texts in ${language}`);
  return (await loader()).texts;
}
