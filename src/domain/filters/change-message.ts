/** A message as filters have changed it, while it streams by. */
import { asBuffer, fromByteString, toByteString } from '../../formats/mime/byte-string.ts';
import { splitMessage } from '../../formats/mime/split-message.ts';
import type { HeaderChange } from '../ports/content-filter.ts';
import { changeHeader } from './change-header.ts';

export interface MessageSource {
  readonly sizeBytes: number;
  /** As often as needed. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface MessageChanges {
  readonly headers: readonly HeaderChange[];
  /** Takes the place of everything behind the header section; null leaves it. */
  readonly body: Uint8Array | null;
}

const END_OF_HEADER = Buffer.from('\r\n');

/** Keeps none of the body in memory. Throws Failure `too-large` where the header section has no end, `invalid`. */
export async function changeMessage(source: MessageSource, changes: MessageChanges): Promise<MessageSource> {
  if (changes.headers.length === 0 && changes.body === null) return source;
  const { header, separator, body } = await splitMessage(source.open());
  await stopReading(body);
  const newHeader = fromByteString(changeHeader(toByteString(header), changes.headers));
  const newBody = changes.body === null ? null : asBuffer(changes.body);
  const bodyBytes = source.sizeBytes - header.length - separator.length;
  const newSeparator = newBody !== null && separator.length === 0 ? END_OF_HEADER : separator;
  return {
    sizeBytes: newHeader.length + newSeparator.length + (newBody?.length ?? bodyBytes),
    async *open() {
      yield newHeader;
      yield newSeparator;
      if (newBody !== null) yield newBody;
      else yield* (await splitMessage(source.open())).body;
    },
  };
}

async function stopReading(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body) break;
}
