/**
 * The milter protocol, version 6, as libmilter of Sendmail 8.18 and Postfix speak it: numbers and names. A packet is a
 * length of four octets in network order (of the command and its data), a command of one octet, and data.
 */

export const MILTER_VERSION = 6;
/** Version 2 has no data, no end of connection and no macros by wish, but every decision. */
export const OLDEST_MILTER_VERSION = 2;

/** Octets of body in one packet: what every filter takes. */
export const MILTER_BODY_CHUNK_BYTES = 65_535;
/** Octets of one packet from a filter: one piece of a new body, or one long header field. */
export const MAX_MILTER_PACKET_BYTES = 1024 * 1024;

/** What we tell the filter. SMFIC_* */
export const MILTER_COMMAND = {
  negotiate: 'O',
  macros: 'D',
  connect: 'C',
  helo: 'H',
  mail: 'M',
  recipient: 'R',
  data: 'T',
  header: 'L',
  endOfHeader: 'N',
  body: 'B',
  endOfMessage: 'E',
  abort: 'A',
  quit: 'Q',
} as const;

/** Steps of the conversation at which macros are sent, as they are numbered in a filter's wishes. SMFIM_* */
export const MACRO_STAGES = ['connect', 'helo', 'mail', 'recipient', 'data', 'endOfMessage', 'endOfHeader'] as const;
export type MacroStage = (typeof MACRO_STAGES)[number];

/** What a filter may want to do at the end of a message. SMFIF_* */
export const MILTER_ACTION = {
  addHeaders: 0x1,
  changeBody: 0x2,
  addRecipients: 0x4,
  removeRecipients: 0x8,
  changeHeaders: 0x10,
  quarantine: 0x20,
  changeSender: 0x40,
  chooseMacros: 0x100,
} as const;

/** What a filter does without, and how it wants things. SMFIP_* */
export const MILTER_STEP = {
  noConnect: 0x1,
  noHelo: 0x2,
  noMail: 0x4,
  noRecipient: 0x8,
  noBody: 0x10,
  noHeaders: 0x20,
  noEndOfHeader: 0x40,
  noReplyToHeader: 0x80,
  noUnknown: 0x100,
  noData: 0x200,
  /** The filter may say that it has seen enough of the body. */
  maySkip: 0x400,
  noReplyToConnect: 0x1000,
  noReplyToHelo: 0x2000,
  noReplyToMail: 0x4000,
  noReplyToRecipient: 0x8000,
  noReplyToData: 0x10000,
  noReplyToUnknown: 0x20000,
  noReplyToEndOfHeader: 0x40000,
  noReplyToBody: 0x80000,
  /** Values of header fields with the white space that stands behind the colon. */
  leadingSpace: 0x100000,
} as const;

export const ALL_ACTIONS = Object.values(MILTER_ACTION).reduce((all, one) => all | one, 0);
export const ALL_STEPS = Object.values(MILTER_STEP).reduce((all, one) => all | one, 0);
