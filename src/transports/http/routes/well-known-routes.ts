/** What programs look for at places that are agreed upon. RFC 8615 */
import { redirect, sendBytes } from '../answers.ts';
import type { Exchange } from '../exchange.ts';
import type { Route } from '../site.ts';
import { notFound } from './not-found.ts';

const DAY_MS = 86_400_000;
/** RFC 9116 section 2.5.5 advises less than a year. */
const CONTACT_GOOD_FOR_DAYS = 180;
const TEXT = 'text/plain; charset=utf-8';

export interface WellKnownDependencies {
  /** A URI; empty: nobody is named. */
  readonly securityContact: () => string;
  readonly nowMs: () => number;
}

export function createWellKnownRoutes({ securityContact, nowMs }: WellKnownDependencies): readonly Route[] {
  /** RFC 9116 */
  const sendContact = async (exchange: Exchange) => {
    const contact = securityContact();
    if (contact === '') throw notFound();
    const lastDay = (Math.floor(nowMs() / DAY_MS) + CONTACT_GOOD_FOR_DAYS) * DAY_MS;
    const lines = [`Contact: ${contact}`, `Expires: ${new Date(lastDay).toISOString()}`];
    await sendBytes(exchange, { type: TEXT, bytes: `${lines.join('\n')}\n` });
  };
  return [
    { path: '/.well-known/security.txt', methods: ['GET'], handle: sendContact },
    // W3C: A Well-Known URL for Changing Passwords
    {
      path: '/.well-known/change-password',
      methods: ['GET'],
      handle: (exchange) => redirect(exchange, '/msg/password'),
    },
    {
      path: '/robots.txt',
      methods: ['GET'],
      handle: (exchange) => sendBytes(exchange, { type: TEXT, bytes: 'User-agent: *\nDisallow: /\n' }),
    },
  ];
}
