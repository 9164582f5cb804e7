/**
 * The pages behind a one-time link. Looking at one uses nothing up, since cameras and messengers look at links by
 * themselves; a button does. No script, no cookie: the link is all that the device has. docs/decisions/0019
 */
import type { TextKey } from '../../../locales/index.ts';
import { translator } from '../../../locales/index.ts';
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import type { ClientSetupServices } from '../../domain/client-setup/client-setup-services.ts';
import { DEVICE_PATH, type ReadyDevice } from '../../domain/client-setup/device-setups.ts';
import type { SetupFile } from '../../domain/client-setup/setup-files.ts';
import { createTickets } from '../../domain/client-setup/tickets.ts';
import { redirect, sendBytes, sendHtml, sendPage } from '../http/answers.ts';
import { readForm } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/site.ts';
import { choicePage, passwordPage } from './device-pages.ts';

export interface DeviceRoutesDeps extends ClientSetupServices {
  readonly clock: Clock;
}

const FILE_PATH = `${DEVICE_PATH}file/`;
const MAX_FORM_BYTES = 1024;
/**
 * What installs a file may fetch it once more than the browser did. It has the password in it, so it is there for the
 * shortest time that a slow device needs.
 */
const FILE_LIMITS = { lifetimeMs: 2 * 60_000, uses: 3, maxPerHolder: 2, max: 500 };

export function createDeviceRoutes({ devices, files, clock }: DeviceRoutesDeps): readonly Route[] {
  const ready = createTickets<SetupFile>(clock, FILE_LIMITS);

  const show = async (exchange: Exchange) => {
    const device = await devices.look(ticketOf(exchange));
    if (device === null) return sayOver(exchange);
    keepPrivate(exchange);
    const hasProfile = files.write('apple', { ...device, language: exchange.language }) !== null;
    await sendHtml(exchange, choicePage(exchange, device, hasProfile));
  };

  const open = async (exchange: Exchange) => {
    const form = await readForm(exchange.request, MAX_FORM_BYTES);
    const isProfile = form.get('way') === 'profile';
    const device = await redeem(exchange, isProfile);
    if (device === null) return sayOver(exchange);
    keepPrivate(exchange);
    const file = isProfile ? files.write('apple', { ...device, language: exchange.language }) : null;
    if (file === null) return sendHtml(exchange, passwordPage(exchange, device));
    const { ticket } = ready.issue(String(device.user.account), file);
    // To a place of its own, which the device may fetch again: what was posted it would not.
    await redirect(exchange, `${FILE_PATH}${ticket}`, 303);
  };

  const redeem = async (exchange: Exchange, isProfile: boolean): Promise<ReadyDevice | null> => {
    try {
      return await devices.redeem(ticketOf(exchange), exchange.peer.address, isProfile);
    } catch (error) {
      // Meanwhile there is a password of that name, or there are too many.
      if (isFailure(error, 'already-exists') || isFailure(error, 'too-many')) return null;
      throw error;
    }
  };

  const download = async (exchange: Exchange) => {
    const file = exchange.request.method === 'HEAD' ? ready.look(lastSegment(exchange))?.value : takeFile(exchange);
    if (file === undefined || file === null) return sayOver(exchange);
    await sendBytes(exchange, {
      type: file.mediaType,
      bytes: file.bytes,
      headers: { 'cache-control': 'no-store', 'content-disposition': `attachment; filename="${file.name}"` },
    });
  };
  const takeFile = (exchange: Exchange) => ready.take(lastSegment(exchange));

  return [
    {
      path: DEVICE_PATH,
      methods: ['GET', 'POST'],
      handle: (exchange) => (exchange.request.method === 'POST' ? open(exchange) : show(exchange)),
    },
    { path: FILE_PATH, methods: ['GET'], handle: download },
  ];
}

function ticketOf({ url }: Exchange): string {
  return url.pathname.slice(DEVICE_PATH.length);
}

function lastSegment({ url }: Exchange): string {
  return url.pathname.slice(FILE_PATH.length);
}

function keepPrivate({ response }: Exchange): void {
  response.setHeader('cache-control', 'no-store');
}

/** The same for a link that is over and for one that never was. */
function sayOver(exchange: Exchange): Promise<void> {
  const t = translator(exchange.language);
  const text = (key: TextKey) => t(key);
  keepPrivate(exchange);
  return sendPage(exchange, {
    title: text('client-setup.page.over-title'),
    paragraphs: [text('client-setup.page.over')],
    status: 404,
  });
}
