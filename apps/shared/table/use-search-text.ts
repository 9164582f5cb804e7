/** What is typed into a search box, asked for when the typing rests. */
import { useEffect, useState } from 'react';

const REST_MS = 180;

export function useSearchText(initial = ''): {
  readonly typed: string;
  readonly asked: string;
  type(text: string): void;
} {
  const [typed, type] = useState(initial);
  const [asked, ask] = useState(initial);
  useEffect(() => {
    const timer = setTimeout(() => ask(typed.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return { typed, asked, type };
}
