/** What the header of a body part says about it: RFC 2045 to RFC 2049, RFC 2183, RFC 2557, RFC 3282. */
import { type ByteString, trimBlank } from './byte-string.ts';
import { fieldValue, type Header } from './headers.ts';
import type { MimeDefect } from './mime-defect.ts';
import type { MimeLimits } from './mime-limits.ts';
import type { MimeDisposition, MimeParameter } from './mime-part.ts';
import { parseParameterizedValue } from './parameterized-value.ts';

/** The descriptive fields of a `MimePart`. */
export interface PartHeader {
  type: string;
  subtype: string;
  parameters: readonly MimeParameter[];
  id: ByteString | null;
  description: ByteString | null;
  encoding: string;
  md5: ByteString | null;
  disposition: MimeDisposition | null;
  languages: readonly ByteString[];
  location: ByteString | null;
}

/** What a part is without Content-Type: RFC 2045 section 5.2; in multipart/digest: RFC 2046 section 5.1.5. */
export type DefaultType = 'text/plain' | 'message/rfc822';

export function emptyPartHeader(defaultType: DefaultType): PartHeader {
  return {
    type: defaultType === 'text/plain' ? 'text' : 'message',
    subtype: defaultType === 'text/plain' ? 'plain' : 'rfc822',
    parameters: [],
    id: null,
    description: null,
    encoding: '7bit',
    md5: null,
    disposition: null,
    languages: [],
    location: null,
  };
}

/** Reads the fields; of each the first counts. Never fails, reports to `defects`. */
export function readPartHeader(
  header: Header,
  defaultType: DefaultType,
  limits: MimeLimits,
  defects: Set<MimeDefect>,
): PartHeader {
  const part = emptyPartHeader(defaultType);
  const seen = new Set<string>();
  for (const field of header.fields) {
    const { name } = field;
    if (name === '') {
      defects.add('malformed-header-line');
    } else if (ONCE.has(name)) {
      if (seen.has(name)) defects.add('duplicate-header');
      else if (name.startsWith('content-')) readField(part, name, fieldValue(header, field), limits, defects);
      seen.add(name);
    }
  }
  return part;
}

/** Fields that may occur once; all but the content fields are only looked at to report a second one. */
const ONCE: ReadonlySet<string> = new Set([
  'content-type',
  'content-transfer-encoding',
  'content-id',
  'content-description',
  'content-disposition',
  'content-language',
  'content-location',
  'content-md5',
  'mime-version',
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'date',
  'subject',
  'message-id',
  'in-reply-to',
  'references',
]);

function readField(
  part: PartHeader,
  name: string,
  value: ByteString,
  limits: MimeLimits,
  defects: Set<MimeDefect>,
): void {
  switch (name) {
    case 'content-type':
      return readContentType(part, value, limits, defects);
    case 'content-transfer-encoding':
      return readEncoding(part, value, defects);
    case 'content-disposition':
      part.disposition = readDisposition(value, limits, defects);
      return;
    case 'content-id':
      part.id = value;
      return;
    case 'content-description':
      part.description = value;
      return;
    case 'content-language':
      part.languages = value
        .split(',', MAX_LANGUAGES)
        .map(trimBlank)
        .filter((language) => language !== '');
      return;
    case 'content-location':
      part.location = value;
      return;
    case 'content-md5':
      part.md5 = value;
      return;
  }
}

const MAX_LANGUAGES = 100;
/** token "/" token: RFC 2045 section 5.1 */
const MEDIA_TYPE = /^([!#$%&'*+\-.^_`{|}~0-9a-z]+)[ \t]*\/[ \t]*([!#$%&'*+\-.^_`{|}~0-9a-z]+)$/;

function readContentType(part: PartHeader, text: ByteString, limits: MimeLimits, defects: Set<MimeDefect>): void {
  const { value, parameters } = parseParameterizedValue(text, limits.parameters, defects);
  const match = value.length > MAX_TYPE_LENGTH ? null : MEDIA_TYPE.exec(value);
  part.parameters = parameters;
  if (match === null) {
    defects.add('malformed-content-type');
    part.type = 'text';
    part.subtype = 'plain';
  } else {
    part.type = match[1]!;
    part.subtype = match[2]!;
  }
}

/** RFC 6838 allows 127 characters on each side. */
const MAX_TYPE_LENGTH = 255;
const ENCODINGS: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary', 'base64', 'quoted-printable']);

function readEncoding(part: PartHeader, text: ByteString, defects: Set<MimeDefect>): void {
  // Parameters have no meaning here, but occur; comments are allowed.
  const { value } = parseParameterizedValue(text, 0, new Set());
  part.encoding = value === '' ? '7bit' : value;
  if (!ENCODINGS.has(part.encoding)) defects.add('unknown-encoding');
}

function readDisposition(text: ByteString, limits: MimeLimits, defects: Set<MimeDefect>): MimeDisposition {
  const { value, parameters } = parseParameterizedValue(text, limits.parameters, defects);
  if (value !== '' && !value.includes('=')) return { type: value, parameters };
  defects.add('malformed-disposition');
  // `Content-Disposition: filename=x`: the type was forgotten.
  const retried =
    value === '' ? parameters : parseParameterizedValue(`;${text}`, limits.parameters, defects).parameters;
  return { type: 'attachment', parameters: retried };
}
