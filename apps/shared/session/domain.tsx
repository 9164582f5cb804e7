/**
 * The domain that lists are narrowed to: chosen in the header, and remembered on this device. Who has one domain only has
 * nothing to choose. An address with `?domain=` chooses it. SM1
 */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useRead } from '../api/use-api.ts';
import { useSession } from './session.tsx';

export interface DomainChoice {
  /** Empty: all of them. */
  readonly domain: string;
  /** That there are to choose from, within reach. */
  readonly names: readonly string[];
  readonly choose: (domain: string) => void;
}

const Context = createContext<DomainChoice>({ domain: '', names: [], choose: () => {} });

export function DomainProvider({ children }: { readonly children: ReactNode }) {
  const { me, may } = useSession();
  const { data } = useRead('domain.list', {}, { isWanted: may('domain.list') });
  const storedAs = `mailroom-domain ${me.userId}`;
  const [wanted, setWanted] = useState(() => localStorage.getItem(storedAs) ?? '');
  const [parameters, setParameters] = useSearchParams();
  const choose = useCallback(
    (domain: string) => {
      setWanted(domain);
      store(storedAs, domain);
    },
    [storedAs],
  );
  const named = parameters.get('domain');
  if (named !== null && named !== wanted) setWanted(named);
  useEffect(() => {
    if (named === null) return;
    store(storedAs, named);
    const drop = (before: URLSearchParams) => {
      before.delete('domain');
      return before;
    };
    setParameters(drop, { replace: true });
  }, [named, storedAs, setParameters]);
  const value = useMemo(() => {
    const names = data?.domains.map(({ name }) => name) ?? [];
    // One that was renamed or is out of reach now would hide everything. While nothing is known, the choice holds.
    const isThere = data === undefined || (names.length > 1 && names.includes(wanted));
    return { domain: isThere ? wanted : '', names, choose };
  }, [data, wanted, choose]);
  return <Context value={value}>{children}</Context>;
}

function store(name: string, domain: string): void {
  if (domain === '') localStorage.removeItem(name);
  else localStorage.setItem(name, domain);
}

export function useDomain(): DomainChoice {
  return useContext(Context);
}
