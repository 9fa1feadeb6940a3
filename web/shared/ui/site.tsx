import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/global.css';
import 'virtual:theme-variables.css';
import '../style/fonts.css';
import '../style/tokens.css';
import '../style/base.css';
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type AnyRouter, RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod';
import { english } from '../../../shared/contracts/messages/en.ts';
import { pseudoCatalogue } from '../../../shared/contracts/messages/pseudo.ts';
import { chooseLocale, directionOf } from '../i18n/locale.ts';
import type { Texts } from '../i18n/pseudo-texts.ts';
import { startTexts } from '../i18n/setup.ts';
import { WordsContext, wordsOf } from '../i18n/words.ts';
import { theme } from '../style/theme.ts';

const schemes = localStorageColorSchemeManager({ key: 'strongroom.scheme' });

/** Starts one site: language, colours, the memory of reads, and its router. */
export const startSite = async (router: AnyRouter, texts: Readonly<Record<string, Texts>>): Promise<void> => {
  // Compiled schemas would need 'unsafe-eval' in the security policy.
  z.config({ jitless: true });
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no root');
  const locale = chooseLocale(location.search, localStorage);
  await startTexts(locale, texts);
  const words = wordsOf(locale === 'en' ? english : pseudoCatalogue(english), () => Date.now());
  // A read or a write without a network fails at once with a sentence, instead of waiting without a word.
  const queries = new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', staleTime: 5_000, refetchOnWindowFocus: true },
      mutations: { networkMode: 'always' },
    },
  });
  createRoot(root).render(
    <StrictMode>
      <DirectionProvider initialDirection={directionOf(locale)} detectDirection={false}>
        <MantineProvider
          theme={theme}
          defaultColorScheme="auto"
          colorSchemeManager={schemes}
          withCssVariables={false}
          withGlobalClasses={false}
        >
          <WordsContext value={words}>
            <QueryClientProvider client={queries}>
              <RouterProvider router={router} />
            </QueryClientProvider>
          </WordsContext>
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>,
  );
};
