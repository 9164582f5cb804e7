/** Endpoint of test messages. */
import type { Handlers } from '../handler.ts';

export const testMessageHandlers: Handlers<'test-message'> = {
  'test-message.send': ({ body }, { testMessages }, by) => testMessages.send(by, body.to ?? null),
};
