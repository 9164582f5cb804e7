/** The browser applications: one page for all of `/msg`, which finds by itself what to show, and its files. */
import { translator } from '../../../../locales/index.ts';
import { redirect, sendHtml, sendPage } from '../answers.ts';
import type { Exchange } from '../exchange.ts';
import type { Route } from '../site.ts';
import { type StaticFiles, sendFile } from '../static-files.ts';
import { notFound } from './not-found.ts';

const INDEX = 'index.html';
/** Where the applications and their files are: the base that they are built with. */
const BASE = '/msg/';
/** What is named by its content. */
const ASSETS = 'assets/';
const ICONS = ['favicon.ico', 'favicon.svg'];

/** @param files of the build; null where nobody has built them: then a page says so. */
export function createAppRoutes(files: StaticFiles | null): readonly Route[] {
  const index = files?.get(INDEX);
  const page = index === undefined ? null : Buffer.from(index.bytes).toString('utf8');
  const showApp = async (exchange: Exchange) => {
    if (page === null) await sendNotBuilt(exchange);
    else await sendHtml(exchange, page);
  };
  const top = [...(files ?? [])].filter(([path]) => path !== INDEX && !path.includes('/'));
  const icon = ICONS.map((name) => files?.get(name)).find((file) => file !== undefined);
  return [
    { path: '/', methods: ['GET'], handle: (exchange) => redirect(exchange, '/msg') },
    { path: '/msg', methods: ['GET'], handle: showApp },
    { path: BASE, methods: ['GET'], handle: showApp },
    {
      path: `${BASE}${ASSETS}`,
      methods: ['GET'],
      async handle(exchange) {
        const file = files?.get(exchange.url.pathname.slice(BASE.length));
        if (file === undefined) throw notFound();
        await sendFile(exchange, file, { isImmutable: true });
      },
    },
    // Asked for by whatever shows a link to this server.
    {
      path: '/favicon.ico',
      methods: ['GET'],
      async handle(exchange) {
        if (icon === undefined) throw notFound();
        await sendFile(exchange, icon, { isImmutable: false });
      },
    },
    ...top.map(
      ([path, file]): Route => ({
        path: `${BASE}${path}`,
        methods: ['GET'],
        handle: (exchange) => sendFile(exchange, file, { isImmutable: false }),
      }),
    ),
  ];
}

function sendNotBuilt(exchange: Exchange): Promise<void> {
  const t = translator(exchange.language);
  return sendPage(exchange, {
    title: t('web.not-built.title'),
    paragraphs: [t('web.not-built.text', { command: 'npm start' })],
    status: 503,
  });
}
