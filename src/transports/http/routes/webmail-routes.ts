/** Where the webmail of the product before this one was: a page that says what to use. */
import { translator } from '../../../../locales/index.ts';
import { sendPage } from '../answers.ts';
import type { Exchange } from '../exchange.ts';
import type { Route } from '../site.ts';

export interface MailProgramPorts {
  readonly hostname: string;
  /** Those that begin with TLS. Null where it is not served. */
  readonly imaps: () => number | null;
  readonly submissions: () => number | null;
}

export function createWebmailRoutes({ hostname, imaps, submissions }: MailProgramPorts): readonly Route[] {
  const show = async (exchange: Exchange) => {
    const t = translator(exchange.language);
    const incoming = imaps();
    const outgoing = submissions();
    await sendPage(exchange, {
      title: t('web.webmail.title'),
      paragraphs: [
        t('web.webmail.text'),
        ...(incoming === null ? [] : [t('web.webmail.incoming', { host: hostname, port: incoming })]),
        ...(outgoing === null ? [] : [t('web.webmail.outgoing', { host: hostname, port: outgoing })]),
      ],
      links: [{ href: '/msg', text: t('web.webmail.preferences') }],
    });
  };
  return ['/horde', '/horde/'].map((path) => ({ path, methods: ['GET'], handle: show }));
}
