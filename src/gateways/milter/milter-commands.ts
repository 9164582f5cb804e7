/** The conversation about one message, as far as our side of it goes: every command in its order. */
import type { FilterRequest } from '../../domain/ports/content-filter.ts';
import { fieldNameOf, splitFields, splitMessage } from '../../formats/mime/split-message.ts';
import {
  bareCommand,
  bodyCommand,
  connectCommand,
  headerCommand,
  heloCommand,
  macrosCommand,
  mailCommand,
  recipientCommand,
} from '../../wire/milter/commands.ts';
import type { MilterTerms } from '../../wire/milter/parse-negotiation.ts';
import { type MacroStage, MILTER_BODY_CHUNK_BYTES, MILTER_STEP } from '../../wire/milter/protocol.ts';
import { clientName, macrosFor } from './milter-macros.ts';

export interface MilterStep {
  readonly kind: MacroStage | 'header' | 'body';
  readonly bytes: Uint8Array;
  /** By what was agreed on: the filter answers before anything else is sent. */
  readonly isAnswered: boolean;
}

/** DATA came with it. */
const FIRST_VERSION_WITH_DATA = 4;

const UNWANTED: Readonly<Record<Exclude<MilterStep['kind'], 'endOfMessage'>, number>> = {
  connect: MILTER_STEP.noConnect,
  helo: MILTER_STEP.noHelo,
  mail: MILTER_STEP.noMail,
  recipient: MILTER_STEP.noRecipient,
  data: MILTER_STEP.noData,
  header: MILTER_STEP.noHeaders,
  endOfHeader: MILTER_STEP.noEndOfHeader,
  body: MILTER_STEP.noBody,
};

const UNANSWERED: typeof UNWANTED = {
  connect: MILTER_STEP.noReplyToConnect,
  helo: MILTER_STEP.noReplyToHelo,
  mail: MILTER_STEP.noReplyToMail,
  recipient: MILTER_STEP.noReplyToRecipient,
  data: MILTER_STEP.noReplyToData,
  header: MILTER_STEP.noReplyToHeader,
  endOfHeader: MILTER_STEP.noReplyToEndOfHeader,
  body: MILTER_STEP.noReplyToBody,
};

/** Leaves out what the filter does not want. The message is read once, and not at all where only its envelope is wanted. */
export async function* milterCommands(request: FilterRequest, terms: MilterTerms): AsyncGenerator<MilterStep> {
  const isWanted = (kind: keyof typeof UNWANTED) => (terms.steps & UNWANTED[kind]) === 0;
  const plain = (kind: keyof typeof UNWANTED, bytes: Uint8Array): MilterStep => ({
    kind,
    bytes,
    isAnswered: (terms.steps & UNANSWERED[kind]) === 0,
  });
  const withMacros = (kind: MacroStage, bytes: Uint8Array, recipient?: string): Uint8Array => {
    const macros = macrosFor(kind, request, terms.macros.get(kind), recipient);
    return macros.length === 0 ? bytes : Buffer.concat([macrosCommand(kind, macros), bytes]);
  };
  const staged = (kind: Exclude<MacroStage, 'endOfMessage'>, bytes: Uint8Array, recipient?: string) =>
    plain(kind, withMacros(kind, bytes, recipient));

  const { client, returnPath, recipients } = request;
  if (isWanted('connect')) yield staged('connect', connectCommand({ ...client, name: clientName(request) }));
  if (isWanted('helo')) yield staged('helo', heloCommand(client.name));
  if (isWanted('mail')) yield staged('mail', mailCommand(returnPath.address, mailParameters(request)));
  if (isWanted('recipient')) {
    for (const recipient of recipients) yield staged('recipient', recipientCommand(recipient), recipient);
  }
  if (isWanted('data') && terms.version >= FIRST_VERSION_WITH_DATA) yield staged('data', bareCommand('data'));
  if (isWanted('header') || isWanted('body') || isWanted('endOfHeader')) {
    const message = await splitMessage(request.message());
    if (isWanted('header')) {
      const keepSpace = (terms.steps & MILTER_STEP.leadingSpace) !== 0;
      for (const command of headerCommands(message.header, keepSpace)) yield plain('header', command);
    }
    if (isWanted('endOfHeader')) yield staged('endOfHeader', bareCommand('endOfHeader'));
    for await (const bytes of message.body) {
      if (!isWanted('body')) break;
      for (let at = 0; at < bytes.length; at += MILTER_BODY_CHUNK_BYTES) {
        yield plain('body', bodyCommand(bytes.subarray(at, at + MILTER_BODY_CHUNK_BYTES)));
      }
    }
  }
  const end = withMacros('endOfMessage', bareCommand('endOfMessage'));
  yield { kind: 'endOfMessage', bytes: end, isAnswered: true };
}

function mailParameters({ returnPath, sizeBytes }: FilterRequest): string[] {
  const parameters = [`SIZE=${sizeBytes}`];
  if (returnPath.body !== '7bit') parameters.push(`BODY=${returnPath.body.toUpperCase()}`);
  if (returnPath.smtpUtf8) parameters.push('SMTPUTF8');
  return parameters;
}

/** Lines that are no field have no place in the protocol. */
function* headerCommands(section: Buffer, keepSpace: boolean): Generator<Uint8Array> {
  for (const field of splitFields(section.toString('latin1'))) {
    if (fieldNameOf(field) === '') continue;
    const colon = field.indexOf(':');
    const value = field
      .slice(colon + 1)
      .replace(/\r?\n$/, '')
      .replaceAll('\r\n', '\n')
      .replaceAll('\0', '');
    yield headerCommand(field.slice(0, colon).trimEnd(), keepSpace ? value : value.replace(/^[ \t]+/, ''));
  }
}
