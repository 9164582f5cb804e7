/**
 * Users whose mail goes to other servers, each in another way, on a whole server; and the comparison of what was
 * accepted with what has arrived, waits or was given back.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDirectoryAt } from '../../../src/config/data-directory.ts';
import { ENDPOINTS } from '../../../src/wire/admin/endpoints.ts';
import { TEST_DOMAIN } from '../../support/server.ts';
import type { CrashServer } from './crash-server.ts';
import { untilStopped } from './mail-load.ts';
import type { RunningLoad } from './office.ts';
import type { Random } from './random.ts';
import { RelayLedger, type RelayState } from './relay-ledger.ts';
import { lookAtRelay, openStore, readInbox } from './relay-look.ts';
import type { RelaySink } from './relay-sink.ts';
import { isPositive, SmtpClient } from './smtp-client.ts';
import { HEADER_BLOCK, idOf, makeMessage } from './test-message.ts';

/** She sends everything, owns the alias, and so gets the notices. */
const SENDER = 'alice';
const SENDER_ADDRESS = `${SENDER}@${TEST_DOMAIN}`;
/** His mail is sent on, and a copy stays. */
const FORWARDER = 'frank';
const ALIAS = `team@${TEST_DOMAIN}`;
const WAYS = ['direct', 'alias', 'forwarding'] as const;
type Way = (typeof WAYS)[number];

/** See RelaySink. */
const FATES = ['taken', 'taken', 'taken', 'later', 'never', 'unanswered'];

const SETTINGS = {
  // Nobody answers there: no name is asked anywhere else.
  dnsServers: '127.0.0.1:9',
  mailLookUpDestinations: 'off',
  outboundMessagesPerHour: 1_000_000,
  outboundMessagesPerDay: 10_000_000,
  outboundRecipientsPerHour: 10_000_000,
  outboundRecipientsPerDay: 100_000_000,
  outboundSurgeFactor: 0,
  outboundFailedRecipientsPerHour: 0,
} as const;

/** What is put off is tried again so soon. */
const RETRY_MS = 200;
/** Nothing more is submitted while so many recipients wait. */
const MAX_WAITING = 200;
const MAX_PAUSE_MS = 20;
const MAX_DRAIN_MS = 30_000;
/** Characters. */
const SHOWN_OUTPUT = 4000;

export class SendingOffice {
  readonly ledger = new RelayLedger(isWhole);
  readonly #sink: RelaySink;
  readonly #random: Random;
  #messages = 0;
  #waiting = 0;

  constructor(random: Random, sink: RelaySink) {
    this.#random = random;
    this.#sink = sink;
  }

  /** Once, on a new server. */
  async prepare(server: CrashServer): Promise<void> {
    const { admin } = server;
    await server.prepare([SENDER, FORWARDER]);
    for (const [name, value] of Object.entries(SETTINGS)) {
      await admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });
    }
    const route = { host: '127.0.0.1', port: this.#sink.port, tls: 'none' } as const;
    await admin.call(ENDPOINTS['route.set'], { path: { pattern: '*' }, body: route });
    await admin.call(ENDPOINTS['alias.create'], { body: { mail: ALIAS, owners: [SENDER], members: [] } });
  }

  startLoad(server: CrashServer): RunningLoad {
    const stopping = new AbortController();
    const context = { isStopping: () => stopping.signal.aborted };
    const clients = Promise.all([
      ...WAYS.map((way) => {
        const random = this.#random.fork();
        return untilStopped(context, async () => {
          using client = await SmtpClient.open({ port: server.ports.submission }, SENDER);
          while (!context.isStopping()) {
            await sleep(random.below(MAX_PAUSE_MS));
            if (this.#waiting <= MAX_WAITING) await this.#submit(server, client, way, random);
          }
        });
      }),
      untilStopped(context, async () => {
        while (!context.isStopping()) await this.#retry(server);
      }),
    ]);
    // Whoever stops the load hears of it.
    clients.catch(() => {});
    const keptBefore = this.ledger.keptCount;
    return {
      isFlowing: () => this.ledger.keptCount > keptBefore,
      async stop() {
        stopping.abort();
        await clients;
      },
    };
  }

  /** Resolves when nothing waits. Rejects, with what the server said last, when something waits for ever. */
  async drain(server: CrashServer): Promise<void> {
    const deadlineMs = performance.now() + MAX_DRAIN_MS;
    do {
      await this.#retry(server);
      if (performance.now() > deadlineMs) throw new Error(`mail still waits:\n${server.output.slice(-SHOWN_OUTPUT)}`);
    } while (this.#waiting > 0);
  }

  /** While no server runs: what is lost, doubled, torn or taken back. */
  async look(dataDir: string): Promise<{ readonly state: RelayState; readonly faults: readonly string[] }> {
    const directory = dataDirectoryAt(dataDir).store;
    const state = await lookAtRelay(directory, SENDER, this.#sink);
    const kept = await readKeptCopies(directory);
    const arrived = new Map([...state.arrived, ...kept]);
    const doubled = [...kept].filter(([, copies]) => copies.length > 1);
    return {
      state,
      faults: [
        ...this.ledger.findFaults({ ...state, arrived }),
        ...doubled.map(([copy, { length }]) => `${copy} is there ${length} times`),
      ],
    };
  }

  async #submit(server: CrashServer, client: SmtpClient, way: Way, random: Random): Promise<void> {
    this.#messages += 1;
    const id = `${way}-${this.#messages}`;
    const message = makeMessage(id, random, random.between(200, 4000), SENDER_ADDRESS);
    // Each address belongs to one message.
    const remote = Array.from({ length: random.between(1, 4) }, (_, index) => {
      return `${random.pick(FATES)}.${id}.${index}@d${random.below(3)}.example`;
    });
    const to = await leadTo(server, way, remote);
    const local = way === 'forwarding' ? [keptCopy(id)] : [];
    this.ledger.take({ kind: 'begin', id, text: message.text, recipients: [...remote, ...local] });
    for await (const { reply } of client.send(message, to, SENDER_ADDRESS)) {
      if (!isPositive(reply)) throw new Error(`${id} is refused: ${reply}`);
    }
    this.ledger.take({ kind: 'end', id });
  }

  async #retry({ admin }: CrashServer): Promise<void> {
    await admin.call(ENDPOINTS['queue.retry'], { body: { all: true } });
    await sleep(RETRY_MS);
    const { counts } = await admin.call(ENDPOINTS['queue.list'], { query: { limit: 1 } });
    this.#waiting = counts.recipients;
  }
}

/** Has the way lead to these. Returns whom to write to. */
async function leadTo({ admin }: CrashServer, way: Way, remote: readonly string[]): Promise<readonly string[]> {
  if (way === 'direct') return remote;
  if (way === 'forwarding') {
    const forwarding = { addresses: [...remote], keepsCopy: true };
    await admin.call(ENDPOINTS['user.update'], { path: { userId: FORWARDER }, body: { forwarding } });
    return [FORWARDER];
  }
  const path = { mail: ALIAS };
  const { members } = await admin.call(ENDPOINTS['alias.show'], { path });
  await admin.call(ENDPOINTS['alias.update'], { path, body: { removeMembers: members, addMembers: [...remote] } });
  return [ALIAS];
}

/** By the name that the ledger has for them. */
async function readKeptCopies(directory: string): Promise<Map<string, string[]>> {
  await using store = await openStore(directory);
  const copies = new Map<string, string[]>();
  for await (const octets of readInbox(store, FORWARDER)) {
    const name = keptCopy(idOf(octets) ?? 'unknown');
    copies.set(name, [...(copies.get(name) ?? []), octets]);
  }
  return copies;
}

function keptCopy(id: string): string {
  return `${FORWARDER}'s copy of ${id}`;
}

/** As it was sent, behind what this server has put before it. */
function isWhole(copy: string, text: string): boolean {
  return copy.endsWith(text) && HEADER_BLOCK.test(copy.slice(0, -text.length));
}
