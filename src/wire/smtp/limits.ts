/** Bounds of what one command or one line may hold; the sizes of messages are settings. SECURITY.md section 4 */
export const SMTP_LIMITS = {
  /** Octets of a command line with its CRLF. RFC 5321 section 4.5.3.1.4 asks for 512, extensions add to it. */
  commandLineBytes: 2048,
  /** Of a line of an AUTH exchange. RFC 4954 section 4 asks for 12288. */
  authLineBytes: 12 * 1024,
  /** Of a line within a message. RFC 5321 section 4.5.3.1.6 asks for 1000; old programs send paragraphs as lines. */
  textLineBytes: 1024 * 1024,
  /** Of the name in EHLO. RFC 5321 section 4.5.3.1.2 */
  clientNameOctets: 255,
  /** RFC 3461 section 4.4 */
  envelopeIdOctets: 100,
  /** RFC 3461 section 4.2 */
  originalRecipientOctets: 500,
  /** Digits of SIZE and of a chunk size: RFC 1870 section 4 allows 20, a JavaScript number holds 15 exactly. */
  sizeDigits: 20,
  /** Of HOLDUNTIL: RFC 3339 in UTC, with a fraction of a second at most. RFC 4865 section 3 */
  dateTimeOctets: 32,
  /** Of one line of a reply. RFC 5321 section 4.5.3.1.5 has 512; servers with much to explain send more. */
  replyLineBytes: 2048,
  /** Of one reply; lines to EHLO are the most. */
  replyLines: 128,
  replyBytes: 32 * 1024,
} as const;
