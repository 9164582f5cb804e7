/**
 * What was wrong or ambiguous in a message, and the one way in which it was read. Every consumer of the index
 * (IMAP, JMAP, web mail, scanners) sees the same parts; none reads the octets again in its own way.
 */
export type MimeDefect =
  /** A header field longer than its limit: cut. */
  | 'header-field-too-large'
  /** A header, or all headers together, longer than the limit: fields beyond it are ignored. */
  | 'headers-too-large'
  /** More header lines than the limit: lines beyond it are ignored. */
  | 'too-many-header-lines'
  /** A header line without colon: ignored; only an empty line ends a header. */
  | 'malformed-header-line'
  /** A header without the empty line at its end: the part has no body. */
  | 'header-without-end'
  /** A text that begins like the header of a part, behind an empty line too many: it is text. */
  | 'header-after-empty-line'
  /** A field that may occur once (RFC 5322 section 3.6, RFC 2045) occurs again: the first counts; address lists are joined. */
  | 'duplicate-header'
  /** The same parameter twice: the first counts. */
  | 'duplicate-parameter'
  /** More parameters than the limit: those beyond it are ignored. */
  | 'too-many-parameters'
  /** A parameter that is no `name=value`: ignored. */
  | 'malformed-parameter'
  /** A Content-Type that is no `type/subtype`: text/plain, RFC 2045 section 5.2. */
  | 'malformed-content-type'
  /** A Content-Disposition without type: an attachment, as RFC 2183 section 2.8 wants of unknown types. */
  | 'malformed-disposition'
  /** A Content-Transfer-Encoding that RFC 2045 section 6.1 does not know: kept as it is, the content is not decoded. */
  | 'unknown-encoding'
  /** base64 or quoted-printable on a multipart, which RFC 2045 section 6.4 forbids: ignored. */
  | 'encoded-multipart'
  /** base64 or quoted-printable on a message: an opaque part, its encapsulated message is not looked into. */
  | 'encoded-message'
  /** A multipart without boundary: text/plain, as every Content-Type with a syntax error. */
  | 'boundary-missing'
  /** A boundary longer than the limit: an opaque part. */
  | 'boundary-too-long'
  /** A multipart within a multipart with the same boundary: delimiters belong to the innermost that is open. */
  | 'boundary-reused'
  /** A multipart that ended with the message, or with the multipart around it. */
  | 'missing-end-boundary'
  /** A multipart without parts: it has one empty text/plain part, since RFC 2046 section 5.1.1 asks for one at least. */
  | 'empty-multipart'
  /** Containers nested deeper than the limit: opaque parts. */
  | 'nesting-too-deep'
  /** More parts than the limit: the last one takes the rest as opaque content. */
  | 'too-many-parts'
  /** Encapsulated messages whose envelopes are longer than the limit together: those beyond it have an empty one. */
  | 'envelopes-too-large'
  /** An address list with more tokens than the limit: cut. */
  | 'too-many-addresses';
