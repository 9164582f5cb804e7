/** Short news at the edge of the page: what was done, with a way back where there is one, or what was refused. */
import { CloseButton, UnstyledButton } from '@mantine/core';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './toasts.module.css';

export interface Toast {
  readonly text: string;
  readonly kind?: 'done' | 'refused';
  readonly action?: { readonly label: string; run(): void };
}

type ShowToast = (toast: Toast) => void;

const Context = createContext<ShowToast>(() => {});
/** Long enough to be read, and longer where there is something to press. WCAG 2.2, 2.2.1 */
const SHOWN_MS = 6_000;
const WITH_ACTION_MS = 15_000;
const MAX_SHOWN = 4;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useI18n();
  const [shown, setShown] = useState<readonly (Toast & { readonly id: number })[]>([]);
  const lastId = useRef(0);
  const dismiss = useCallback((id: number) => setShown((all) => all.filter((one) => one.id !== id)), []);
  const show = useCallback<ShowToast>(
    (toast) => {
      lastId.current += 1;
      const id = lastId.current;
      setShown((all) => [...all, { ...toast, id }].slice(-MAX_SHOWN));
      // What was refused stays until it was read.
      if (toast.kind !== 'refused') setTimeout(() => dismiss(id), toast.action ? WITH_ACTION_MS : SHOWN_MS);
    },
    [dismiss],
  );
  const list = useMemo(
    () =>
      shown.map(({ id, text, kind = 'done', action }) => (
        <div key={id} className={classes.toast} data-kind={kind} role={kind === 'refused' ? 'alert' : 'status'}>
          <span className={classes.text}>{text}</span>
          {action && (
            <UnstyledButton
              className={classes.action}
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </UnstyledButton>
          )}
          <CloseButton size="sm" aria-label={t('web.close')} onClick={() => dismiss(id)} />
        </div>
      )),
    [shown, t, dismiss],
  );
  return (
    <Context value={show}>
      {children}
      <div className={classes.stack}>{list}</div>
    </Context>
  );
}

export function useToast(): ShowToast {
  return useContext(Context);
}
