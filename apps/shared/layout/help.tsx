/** Which screen the help panel speaks of, and whether it is open. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { AppTextKey } from '../../../locales/apps/index.ts';

export interface HelpTopic {
  /** Paragraphs. */
  readonly texts: readonly AppTextKey[];
  /** Page of the help centre, below the language: `admin/users`. */
  readonly guide?: string;
}

interface Help {
  readonly isOpen: boolean;
  readonly topic: HelpTopic | null;
  readonly toggle: () => void;
  readonly setTopic: (topic: HelpTopic | null) => void;
}

const Context = createContext<Help>({ isOpen: false, topic: null, toggle: () => {}, setTopic: () => {} });

export function HelpProvider({ children }: { readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const [topic, setTopic] = useState<HelpTopic | null>(null);
  const toggle = useCallback(() => setOpen((open) => !open), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !isTyping(event.target)) toggle();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [toggle]);
  const value = useMemo(() => ({ isOpen, topic, toggle, setTopic }), [isOpen, topic, toggle]);
  return <Context value={value}>{children}</Context>;
}

export function useHelp(): Help {
  return useContext(Context);
}

/** A key that is pressed there is text. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
