/** Carries a conversion out while the message streams by. */
import { asBuffer, fromByteString } from './byte-string.ts';
import type { ConversionPlan, RegionChange } from './conversion-plan.ts';
import { splitByRegions } from './message-regions.ts';
import { TextScrubber } from './text-scrubber.ts';
import { createTransferDecoder } from './transfer-decoder.ts';
import { createTransferEncoder } from './transfer-encoder.ts';

/** @param source the message that was planned for, from its beginning. */
export async function* convertMessage(
  source: AsyncIterable<Uint8Array>,
  { regions, changes }: ConversionPlan,
): AsyncGenerator<Uint8Array> {
  let filter: Filter | null = null;
  for await (const { index, bytes } of splitByRegions(source, regions)) {
    const change = changes.get(index);
    filter ??= change === undefined ? UNCHANGED : createFilter(change);
    const out = bytes.length > 0 ? filter.write(bytes) : filter.finish();
    if (out.length > 0) yield out;
    if (bytes.length === 0) filter = null;
  }
}

interface Filter {
  write(chunk: Uint8Array): Uint8Array;
  finish(): Uint8Array;
}

const NOTHING = new Uint8Array(0);
const UNCHANGED: Filter = { write: (chunk) => chunk, finish: () => NOTHING };

function createFilter(change: RegionChange): Filter {
  switch (change.kind) {
    case 'scrub':
      return new TextScrubber();
    case 'header':
      return createHeaderFilter(change.edit);
    case 'encode': {
      const decoder = createTransferDecoder(change.from);
      const encoder = createTransferEncoder(change.to);
      return {
        write: (chunk) => encoder.write(decoder.write(chunk)),
        finish: () => Buffer.concat([encoder.write(decoder.finish()), encoder.finish()]),
      };
    }
  }
}

/** A header is as long as MimeLimits allows, or there would be no plan. */
function createHeaderFilter(edit: (header: string) => string): Filter {
  let header = '';
  return {
    write: (chunk) => {
      header += asBuffer(chunk).toString('latin1');
      return NOTHING;
    },
    finish: () => fromByteString(edit(header)),
  };
}
