/**
 * Greylisting: mail of strangers is put off once, which servers bear and most senders of junk do not. RFC 6647
 *
 * A stranger is a network with a sender and a recipient that were not seen together before; networks and not
 * addresses, because large senders try again from another host.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Observations } from '../ports/observations.ts';
import type { Settings } from '../settings/settings.ts';
import { clientNetwork } from './client-network.ts';

export interface GreylistDeps {
  readonly observations: Pick<Observations, 'note' | 'setNote'>;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
}

export interface Triplet {
  readonly address: string;
  /** Empty for the null reverse-path. */
  readonly sender: string;
  readonly recipient: string;
}

const TOPIC = 'greylist';
/** The value of a note about those that have passed; of the others it is when they came first. */
const PASSED = 'passed';

/**
 * Seconds after which it may be tried again; null: may pass now.
 *
 * A retry before that changes nothing; one after the window is a first attempt again. From an address that has tried
 * again once, everything passes. RFC 6647 section 5
 */
export async function greylistDelay(deps: GreylistDeps, triplet: Triplet): Promise<number | null> {
  const { observations, settings, clock } = deps;
  const nowMs = clock.nowMs();
  const read = async (key: string) => {
    const note = await observations.note(TOPIC, key);
    return note !== null && note.untilMs > nowMs ? note : null;
  };
  const pass = async (key: string) => {
    await observations.setNote(TOPIC, key, PASSED, nowMs + settings.get('greylistRememberMs'));
  };

  const client = keyOf([triplet.address]);
  const passed = await read(client);
  if (passed !== null) {
    // Each message begins the time anew, but does not write each time.
    if (passed.untilMs - nowMs < settings.get('greylistRememberMs') / 2) await pass(client);
    return null;
  }
  const key = keyOf([clientNetwork(triplet.address), withoutTags(triplet.sender), triplet.recipient]);
  const delayMs = settings.get('greylistDelayMs');
  const note = await read(key);
  if (note === null) {
    await observations.setNote(TOPIC, key, String(nowMs), nowMs + delayMs + settings.get('greylistWindowMs'));
    return Math.ceil(delayMs / 1000);
  }
  const waitMs = note.value === PASSED ? 0 : Number(note.value) + delayMs - nowMs;
  // Also where the clock was set back meanwhile nobody waits longer than the delay.
  if (waitMs > 0) return Math.ceil(Math.min(waitMs, delayMs) / 1000);
  await pass(key);
  await pass(client);
  return null;
}

/** Of bounded length, and telling nobody who reads the file who writes to whom. */
function keyOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n').toLowerCase()).digest('base64url');
}

/** Lists and bounce handlers give each message a sender of its own: `news-1234@`, `user+tag@`. RFC 6647 section 4.2 */
function withoutTags(sender: string): string {
  const at = Math.max(0, sender.lastIndexOf('@'));
  return (
    sender
      .slice(0, at)
      .replace(/(?<=.)\+.*$/, '')
      .replace(/\d+/g, '#') + sender.slice(at)
  );
}
