/**
 * The event stream of the API: `text/event-stream` (HTML Living Standard, section 9.2), read by fetch, so that cookies
 * and headers are those of any other request. A reader that is too slow is told so, and asks for everything again.
 */
import { Failure } from '../../base/failure.ts';
import type { Caller } from '../../domain/access/caller.ts';
import type { EventFeed } from '../../domain/events/event-feed.ts';
import type { ServerEvent } from '../../domain/events/server-event.ts';
import type { ApiExchange } from './entrance.ts';
import { viewHealth } from './handlers/health.ts';
import { viewService } from './handlers/service.ts';

/** So that whatever is in between does not take the connection for dead. */
const HEARTBEAT_MS = 25_000;
/** Events that wait for a slow reader. */
const MAX_WAITING = 100;
/** Of one session, or of all that show none of an account: pages that are open at the same time. */
const MAX_STREAMS_OF_SESSION = 8;
/** Of all sessions of one account: each takes a connection from those that come from the same address. */
const MAX_STREAMS_OF_ACCOUNT = 24;

export interface EventStreams {
  /**
   * Answers with the stream; resolves when it is over.
   *
   * @param seconds how long at most; then the reader comes again, and proves again who he is.
   * Throws Failure `too-many` before anything was answered.
   */
  serve(exchange: ApiExchange, caller: Caller, seconds: number): Promise<void>;
}

export function createEventStreams(feed: EventFeed): EventStreams {
  const [ofSession, ofAccount] = [new Places(MAX_STREAMS_OF_SESSION), new Places(MAX_STREAMS_OF_ACCOUNT)];
  return {
    async serve(exchange, caller, seconds) {
      const account = String(caller.actor.account ?? '');
      using _place = ofSession.take(`${caller.session ?? ''}/${account}`, 'session');
      using _placeOfAccount = ofAccount.take(account, 'account');
      await stream(exchange, caller, seconds, feed);
    },
  };
}

/** How many streams are open, by whom they are counted for. */
class Places {
  readonly #taken = new Map<string, number>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Until it is disposed of. Throws Failure `too-many`. */
  take(holder: string, kind: string): Disposable {
    const taken = this.#taken.get(holder) ?? 0;
    if (taken >= this.#most) throw new Failure('too-many', `too many event streams of one ${kind}`);
    this.#taken.set(holder, taken + 1);
    return { [Symbol.dispose]: () => this.#leave(holder) };
  }

  #leave(holder: string): void {
    const left = (this.#taken.get(holder) ?? 1) - 1;
    if (left > 0) this.#taken.set(holder, left);
    else this.#taken.delete(holder);
  }
}

async function stream(
  { response, signal }: ApiExchange,
  caller: Caller,
  seconds: number,
  feed: EventFeed,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const waiting: string[] = [];
  let isBlocked = false;
  let isLagged = false;
  const write = (text: string) => {
    if (isBlocked) {
      if (waiting.length < MAX_WAITING) waiting.push(text);
      else isLagged = true;
      return;
    }
    isBlocked = !response.write(text);
  };
  const onDrain = () => {
    isBlocked = false;
    // What was left out may be what matters: the rest is of no use without it.
    const texts = isLagged ? [frame('lagged', {})] : waiting.slice();
    waiting.length = 0;
    isLagged = false;
    for (const text of texts) write(text);
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would gather the events otherwise.
    'x-accel-buffering': 'no',
  });
  response.on('drain', onDrain).on('close', resolve).on('error', resolve);
  signal.addEventListener('abort', () => resolve(), { once: true });
  write(frame('open', {}));
  const end = feed.follow(caller, (event) => write(frame(event.name, viewOf(event))), resolve);
  const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS);
  const timer = setTimeout(resolve, seconds * 1000);
  await promise;
  end();
  clearInterval(heartbeat);
  clearTimeout(timer);
  response.off('drain', onDrain);
  response.end();
}

/** JSON has no line ends of its own, so that data is one line. */
function frame(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function viewOf(event: ServerEvent): object {
  switch (event.name) {
    case 'service':
      return viewService(event.status);
    case 'health':
      return viewHealth(event.report);
    case 'activity':
      return { at: new Date(event.atMs).toISOString(), values: event.sample };
    default: {
      const { name: _, ...data } = event;
      return data;
    }
  }
}
