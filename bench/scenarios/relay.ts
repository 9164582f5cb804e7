import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from '../load/now.ts';
import type { Reading, Scenario, ScenarioContext } from '../scenario.ts';
import { unpackedPackages } from '../targets/unpacked-packages.ts';

const DESTINATIONS = 20;
const SIZE_BYTES = 4096;
/** To each destination, over a session of its own. */
const WARM_UP_MESSAGES = 50;
const POLL_MS = 5;
const TIMEOUT_MS = 180_000;
/** Postfix works its queue off afterwards, which counts: so less is sent to it. */
const MESSAGES = { mailroom: 1200, reference: 200 } as const;
const QUICK_SHARE = 0.1;

/** From the first SMTP byte until the destinations have every message: submission, queue, transmission. */
export const relay: Scenario = {
  name: 'relay',
  targets: ['mailroom', 'postfix'],
  destinations: DESTINATIONS,
  metrics: [
    {
      ...{ id: 'rate', title: '20 destinations, 4 KiB: until they have it', unit: 'messages/s', better: 'higher' },
      reach: { of: 'postfix', factor: 5 },
    },
    { id: 'accepted', title: '20 destinations, 4 KiB: until accepted', unit: 'messages/s', better: 'higher' },
    { id: 'cpu', title: '20 destinations, 4 KiB: server CPU', unit: 'ms/message', better: 'lower' },
    {
      ...{ id: 'generator', title: '20 destinations, 4 KiB: load generator', unit: '% of a core', better: 'lower' },
      isCircumstance: true,
    },
  ],
  accounts: () => 0,
  async run(context) {
    const { quick, target, progress } = context;
    await send(context, WARM_UP_MESSAGES);
    progress('relaying');
    const messages = target.name === 'mailroom' ? MESSAGES.mailroom : MESSAGES.reference;
    const figures = await send(context, messages * (quick ? QUICK_SHARE : 1));
    return Object.entries(figures).map(([metric, value]): Reading => ({ metric, value }));
  },
};

async function send({ target, endpoints, startLoad }: ScenarioContext, messagesPerRecipient: number) {
  const { relay: endpoint } = endpoints;
  if (endpoint === undefined) throw new Error('the target does not relay');
  const packages = await unpackedPackages('postfix');
  const messages = messagesPerRecipient * DESTINATIONS;
  const load = startLoad();
  const cpuBefore = target.cpuSeconds();
  const receivedBefore = endpoint.received();
  const sent = await load.call('smtpSource', {
    packages,
    port: endpoint.port,
    sizeBytes: SIZE_BYTES,
    recipients: Array.from({ length: DESTINATIONS }, (_, i) => `someone@dest${i}.example.org`),
    messagesPerRecipient,
  });
  const deadlineMs = nowMs() + TIMEOUT_MS;
  while (endpoint.received() - receivedBefore < messages) {
    if (nowMs() > deadlineMs) {
      throw new Error(`${endpoint.received() - receivedBefore} of ${messages} messages arrived in time`);
    }
    await sleep(POLL_MS);
  }
  const arrivedAtMs = nowMs();
  const cpuSeconds = target.cpuSeconds() - cpuBefore;
  const acceptedSeconds = (sent.acceptedAtMs - sent.startedAtMs) / 1000;
  await load.stop();
  return {
    rate: (messages * 1000) / (arrivedAtMs - sent.startedAtMs),
    accepted: messages / acceptedSeconds,
    cpu: (cpuSeconds * 1000) / messages,
    generator: (100 * load.cpuSeconds()) / acceptedSeconds,
  };
}
