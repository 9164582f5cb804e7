/** Applies what filters want changed to a header section. Values are octets, as in the section. */
import { Failure } from '../../base/failure.ts';
import type { ByteString } from '../../formats/mime/byte-string.ts';
import { fieldNameOf, splitFields } from '../../formats/mime/split-message.ts';
import type { HeaderChange } from '../ports/content-filter.ts';

/** RFC 5322 section 3.6.8 */
const FIELD_NAME = /^[\x21-\x39\x3b-\x7e]+$/;

/**
 * One change after the other, each on what those before it have made. Whatever a value holds, it stays one field and
 * ends no header section. Throws Failure `invalid` for an impossible name.
 */
export function changeHeader(section: ByteString, changes: readonly HeaderChange[]): ByteString {
  if (changes.length === 0) return section;
  const fields = splitFields(section);
  endLastLine(fields);
  // Beside the fields, in their order: thousands of changes look for theirs among thousands.
  const names = fields.map(fieldNameOf);
  for (const change of changes) {
    const name = change.name.toLowerCase();
    if (change.kind === 'add') {
      const index = change.index ?? fields.length;
      fields.splice(index, 0, formatField(change.name, change.value));
      names.splice(index, 0, name);
      continue;
    }
    const at = findField(names, name, change.occurrence);
    if (at >= 0 && change.value === '') {
      fields.splice(at, 1);
      names.splice(at, 1);
    } else if (at >= 0) {
      fields[at] = formatField(change.name, change.value);
    } else if (change.value !== '') {
      fields.push(formatField(change.name, change.value));
      names.push(name);
    }
  }
  return fields.join('');
}

function endLastLine(fields: ByteString[]): void {
  const last = fields.at(-1);
  if (last !== undefined && !last.endsWith('\n')) fields[fields.length - 1] = `${last}\r\n`;
}

/** Index of the nth field of that name, or -1. */
function findField(names: readonly string[], wanted: string, occurrence: number): number {
  let at = -1;
  for (let seen = 0; seen < occurrence; seen += 1) {
    at = names.indexOf(wanted, at + 1);
    if (at < 0) break;
  }
  return at;
}

function formatField(name: string, value: ByteString): ByteString {
  if (!FIELD_NAME.test(name)) throw new Failure('invalid', 'a filter names an impossible header field');
  const [first = '', ...more] = value
    .replaceAll('\0', '')
    .split(/\r\n|\r|\n/)
    .filter((line, index) => index === 0 || line.trim() !== '');
  const lines = [`${name}: ${first}`, ...more.map((line) => (/^[ \t]/.test(line) ? line : `\t${line}`))];
  return `${lines.join('\r\n')}\r\n`;
}
