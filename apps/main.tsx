/** The one page: who is signed in decides which application it becomes. SM1 */
import '@mantine/core/styles.css';
import './shared/styles/tokens.css';
import './shared/styles/global.css';
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Entry } from './entry.tsx';
import { ApiFailure } from './shared/api/failure.ts';
import { keyOf } from './shared/api/use-api.ts';
import { ToastProvider } from './shared/feedback/toasts.tsx';
import { I18nProvider, loadTexts } from './shared/i18n/i18n.tsx';
import { preferredLanguage } from './shared/i18n/language.ts';
import { theme } from './shared/theme/theme.ts';

/** Changes are told by the server; this is for what it tells nobody, such as times. */
const FRESH_FOR_MS = 30_000;
const MAX_RETRIES = 2;

/** Whoever finds out that the session is over: the one question whose answer decides is asked again. */
function noticeEnd(error: Error, name: unknown = null): void {
  const isRefused = error instanceof ApiFailure && error.code === 'authentication-failed';
  const isEnd = isRefused && error.detail.reason !== 'wrong-password' && name !== 'me.show';
  if (isEnd) void client.invalidateQueries({ queryKey: keyOf('me.show') });
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, { queryKey }) => noticeEnd(error, queryKey[1]) }),
  mutationCache: new MutationCache({ onError: (error) => noticeEnd(error) }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_FOR_MS,
      // A refusal stays one; only a server that does not answer is asked again.
      retry: (count, error) =>
        count < MAX_RETRIES && error instanceof ApiFailure && error.detail.reason === 'no-answer',
    },
  },
});

async function start(): Promise<void> {
  const language = preferredLanguage();
  const texts = await loadTexts(language);
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no root');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={client}>
          <I18nProvider initial={language} texts={texts}>
            <ToastProvider>
              <Entry />
            </ToastProvider>
          </I18nProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

void start();
