/** BODY and BODYSTRUCTURE of IMAP: RFC 9051 section 7.5.2, RFC 3501 section 7.4.2. */
import type { ByteString } from './byte-string.ts';
import { fromByteString } from './byte-string.ts';
import { imapNString, imapString } from './imap-string.ts';
import type { MimeDisposition, MimeParameter, MimePart } from './mime-part.ts';

export interface BodyStructureOptions {
  /** True for BODYSTRUCTURE, false for BODY, which has no extension data. */
  readonly extended: boolean;
  /**
   * True returns parameters with a charset as `name*` with their UTF-8 value, as RFC 9051 section 7.5.2 asks for.
   * False, for clients that did not enable IMAP4rev2: `name*` with an RFC 2231 value in ASCII, which they decode.
   */
  readonly decodeParameters?: boolean;
}

/** Renders the structure. Recursion is as deep as parts are nested, and `MimeLimits.depth` bounds that. */
export function renderBodyStructure(part: MimePart, options: BodyStructureOptions): ByteString {
  return part.type === 'multipart' ? renderMultipart(part, options) : renderSinglePart(part, options);
}

function renderMultipart(part: MimePart, options: BodyStructureOptions): ByteString {
  let text = '(';
  for (const child of part.children) text += renderBodyStructure(child, options);
  text += ` ${imapString(part.subtype.toUpperCase())}`;
  if (options.extended) text += ` ${renderParameters(part.parameters, options)}${renderExtension(part, options)}`;
  return `${text})`;
}

function renderSinglePart(part: MimePart, options: BodyStructureOptions): ByteString {
  const { type } = part;
  const parameters = type === 'text' ? withCharset(part.parameters) : part.parameters;
  let text = `(${imapString(type.toUpperCase())} ${imapString(part.subtype.toUpperCase())}`;
  text += ` ${renderParameters(parameters, options)} ${imapNString(part.id)} ${imapNString(part.description)}`;
  text += ` ${imapString(part.encoding.toUpperCase())} ${part.bodyEnd - part.bodyStart}`;
  const message = type === 'message' ? part.children[0] : undefined;
  if (message !== undefined) {
    text += ` ${part.envelope} ${renderBodyStructure(message, options)} ${part.lines}`;
  } else if (type === 'text') {
    text += ` ${part.lines}`;
  }
  if (options.extended) text += ` ${imapNString(part.md5)}${renderExtension(part, options)}`;
  return `${text})`;
}

/** Disposition, language and location, which all parts have. */
function renderExtension(part: MimePart, options: BodyStructureOptions): ByteString {
  const location = imapNString(part.location);
  return ` ${renderDisposition(part.disposition, options)} ${renderLanguages(part.languages)} ${location}`;
}

function renderParameters(parameters: readonly MimeParameter[], options: BodyStructureOptions): ByteString {
  if (parameters.length === 0) return 'NIL';
  const pairs = parameters.map(([name, value]) => {
    const isEncoded = name.endsWith('*') && options.decodeParameters !== true;
    return `${imapString(name.toUpperCase())} ${imapString(isEncoded ? encodeExtended(value) : value)}`;
  });
  return `(${pairs.join(' ')})`;
}

function renderDisposition(disposition: MimeDisposition | null, options: BodyStructureOptions): ByteString {
  if (disposition === null) return 'NIL';
  return `(${imapString(disposition.type.toUpperCase())} ${renderParameters(disposition.parameters, options)})`;
}

function renderLanguages(languages: readonly ByteString[]): ByteString {
  if (languages.length === 0) return 'NIL';
  if (languages.length === 1) return imapString(languages[0]);
  return `(${languages.map(imapString).join(' ')})`;
}

/** Text without charset is US-ASCII (RFC 2046 section 4.1.2), and both RFCs show the default filled in. */
function withCharset(parameters: readonly MimeParameter[]): readonly MimeParameter[] {
  if (parameters.some(([name]) => name === 'charset' || name === 'charset*')) return parameters;
  return parameters.length === 0 ? DEFAULT_CHARSET : [...DEFAULT_CHARSET, ...parameters];
}

const DEFAULT_CHARSET: readonly MimeParameter[] = [['charset', 'US-ASCII']];

/** An extended-value of RFC 2231 section 7. */
function encodeExtended(utf8: ByteString): ByteString {
  let text = "UTF-8''";
  for (const octet of fromByteString(utf8)) {
    const character = String.fromCharCode(octet);
    text += ATTRIBUTE_CHARACTER.test(character) ? character : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}

const ATTRIBUTE_CHARACTER = /^[A-Za-z0-9!#$&+\-.^_`{|}~]$/;
