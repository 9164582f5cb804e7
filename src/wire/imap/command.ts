/**
 * IMAP commands as the parser yields them: what a client may say, RFC 9051 section 9, and the extensions of
 * docs/rfc/index.tsv. Names of mailboxes are decoded (modified UTF-7, or UTF-8 after ENABLE); nothing is resolved.
 */

/** `*` is Infinity here. A range is ordered: from ≤ to, but for `*` standing alone. */
export interface SequenceRange {
  readonly from: number;
  readonly to: number;
}

/** A set of sequence numbers or UIDs as written, or the saved result `$` of RFC 5182. */
export type SequenceSet = '$' | readonly SequenceRange[];

/** A literal of message size that the session must take from the connection itself. RFC 9051 section 4.3, RFC 3516 */
export interface LiteralHeader {
  readonly sizeBytes: number;
  /** `{n+}`: the client does not wait for the continuation request. RFC 7888 */
  readonly isNonSynchronizing: boolean;
  /** `~{n}`: may hold NUL. */
  readonly isBinary: boolean;
}

export type SectionText =
  | { readonly kind: 'all' }
  | { readonly kind: 'header' }
  | { readonly kind: 'header-fields'; readonly fields: readonly string[]; readonly isNot: boolean }
  | { readonly kind: 'text' }
  | { readonly kind: 'mime' };

/** BODY[1.2.HEADER]: part path (empty: the message) and what of it. */
export interface Section {
  readonly path: readonly number[];
  readonly text: SectionText;
}

export interface Partial {
  readonly offset: number;
  readonly length: number;
}

export type FetchItem =
  | { readonly kind: 'uid' | 'flags' | 'internaldate' | 'rfc822.size' | 'envelope' | 'body' | 'bodystructure' }
  | { readonly kind: 'modseq' | 'emailid' | 'threadid' | 'savedate' }
  | { readonly kind: 'preview'; readonly isLazy: boolean }
  | { readonly kind: 'rfc822' | 'rfc822.header' | 'rfc822.text' }
  | { readonly kind: 'section'; readonly section: Section; readonly partial: Partial | null; readonly isPeek: boolean }
  | {
      readonly kind: 'binary';
      readonly path: readonly number[];
      readonly partial: Partial | null;
      readonly isPeek: boolean;
    }
  | { readonly kind: 'binary.size'; readonly path: readonly number[] };

/** A calendar day without zone, `YYYY-MM-DD`. */
export type Day = string;

export type SearchKey =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly keys: readonly SearchKey[] }
  | { readonly kind: 'or'; readonly left: SearchKey; readonly right: SearchKey }
  | { readonly kind: 'not'; readonly key: SearchKey }
  | { readonly kind: 'sequence'; readonly set: SequenceSet }
  | { readonly kind: 'uid'; readonly set: SequenceSet }
  /** SEEN, UNSEEN, …: the flag's bit (FLAG_ constants of domain/ports) and whether it must be set. */
  | {
      readonly kind: 'flag';
      readonly flag: 'seen' | 'answered' | 'flagged' | 'deleted' | 'draft';
      readonly isSet: boolean;
    }
  | { readonly kind: 'recent' | 'new' | 'old' }
  | { readonly kind: 'keyword'; readonly keyword: string; readonly isSet: boolean }
  | { readonly kind: 'header'; readonly field: string; readonly value: string }
  | { readonly kind: 'bcc' | 'cc' | 'from' | 'to' | 'subject' | 'body' | 'text'; readonly value: string }
  | { readonly kind: 'before' | 'on' | 'since' | 'sentbefore' | 'senton' | 'sentsince'; readonly day: Day }
  | { readonly kind: 'savedbefore' | 'savedon' | 'savedsince'; readonly day: Day }
  | { readonly kind: 'savedatesupported' }
  | { readonly kind: 'larger' | 'smaller'; readonly sizeBytes: number }
  | { readonly kind: 'older' | 'younger'; readonly seconds: number }
  | { readonly kind: 'modseq'; readonly since: number }
  | { readonly kind: 'emailid' | 'threadid'; readonly id: string };

export type SearchReturn = 'min' | 'max' | 'all' | 'count' | 'save';

export type StatusItem =
  | 'messages'
  | 'recent'
  | 'uidnext'
  | 'uidvalidity'
  | 'unseen'
  | 'deleted'
  | 'size'
  | 'highestmodseq'
  | 'mailboxid'
  | 'appendlimit'
  | 'deleted-storage';

export interface ListOptions {
  readonly selection: readonly ('subscribed' | 'remote' | 'recursivematch' | 'special-use')[];
  readonly returns: readonly ('subscribed' | 'children' | 'special-use')[];
  /** STATUS in the return options, RFC 5819; null without. */
  readonly status: readonly StatusItem[] | null;
}

/** QRESYNC parameter of SELECT. RFC 7162 section 3.2.5 */
export interface QresyncParameters {
  readonly uidValidity: number;
  readonly modSeq: number;
  readonly knownUids: readonly SequenceRange[] | null;
  /** Sequence numbers with the UIDs that they had. */
  readonly match: { readonly sequence: readonly SequenceRange[]; readonly uids: readonly SequenceRange[] } | null;
}

export interface SelectParameters {
  readonly isCondstore: boolean;
  readonly qresync: QresyncParameters | null;
}

export interface AppendMessage {
  readonly flags: readonly string[];
  readonly date: { readonly ms: number; readonly offsetMinutes: number } | null;
  readonly literal: LiteralHeader;
  /** `UTF8 (~{n}` of RFC 6855 section 4: the closing parenthesis follows the literal. */
  readonly isUtf8: boolean;
}

/** Commands without arguments. */
export type PlainCommandName =
  | 'CAPABILITY'
  | 'NOOP'
  | 'LOGOUT'
  | 'STARTTLS'
  | 'CHECK'
  | 'CLOSE'
  | 'UNSELECT'
  | 'NAMESPACE'
  | 'IDLE';

export type Command =
  | { readonly name: PlainCommandName }
  | { readonly name: 'AUTHENTICATE'; readonly mechanism: string; readonly initialResponse: string | null }
  | { readonly name: 'LOGIN'; readonly userName: string; readonly password: string }
  | { readonly name: 'ENABLE'; readonly capabilities: readonly string[] }
  | { readonly name: 'ID'; readonly fields: ReadonlyMap<string, string | null> | null }
  | ({ readonly name: 'SELECT' | 'EXAMINE'; readonly mailbox: string } & SelectParameters)
  | { readonly name: 'CREATE'; readonly mailbox: string; readonly specialUse: readonly string[] }
  | { readonly name: 'DELETE' | 'SUBSCRIBE' | 'UNSUBSCRIBE'; readonly mailbox: string }
  | { readonly name: 'RENAME'; readonly from: string; readonly to: string }
  /** `options` is null for the basic form, which answers in IMAP4rev1's way. */
  | {
      readonly name: 'LIST';
      readonly reference: string;
      readonly patterns: readonly string[];
      readonly options: ListOptions | null;
    }
  | { readonly name: 'LSUB'; readonly reference: string; readonly pattern: string }
  | { readonly name: 'STATUS'; readonly mailbox: string; readonly items: readonly StatusItem[] }
  /**
   * The first message up to its literal. The session takes the literal from the connection, then asks the parser for
   * what follows it: another message (MULTIAPPEND, RFC 3502) or the end of the command.
   */
  | { readonly name: 'APPEND'; readonly mailbox: string; readonly message: AppendMessage }
  | { readonly name: 'EXPUNGE'; readonly uids: SequenceSet | null }
  | {
      readonly name: 'SEARCH';
      readonly isUid: boolean;
      /** Null without RETURN: the answer is an untagged SEARCH in IMAP4rev1, ESEARCH in IMAP4rev2. */
      readonly returns: readonly SearchReturn[] | null;
      readonly charset: string | null;
      readonly key: SearchKey;
    }
  | {
      readonly name: 'FETCH';
      readonly isUid: boolean;
      readonly set: SequenceSet;
      readonly items: readonly FetchItem[];
      readonly changedSince: number | null;
      readonly vanished: boolean;
    }
  | {
      readonly name: 'STORE';
      readonly isUid: boolean;
      readonly set: SequenceSet;
      readonly mode: 'add' | 'remove' | 'replace';
      readonly isSilent: boolean;
      readonly flags: readonly string[];
      readonly unchangedSince: number | null;
    }
  | { readonly name: 'COPY' | 'MOVE'; readonly isUid: boolean; readonly set: SequenceSet; readonly mailbox: string }
  | { readonly name: 'GETQUOTA'; readonly root: string }
  | { readonly name: 'GETQUOTAROOT'; readonly mailbox: string }
  | { readonly name: 'SETQUOTA'; readonly root: string; readonly limits: ReadonlyMap<string, number> }
  | { readonly name: 'COMPRESS'; readonly algorithm: string };

export interface TaggedCommand {
  readonly tag: string;
  readonly command: Command;
}

/** What is wrong with a command: `tag` is null when not even that could be read; the reply is then an untagged BAD. */
export class ImapSyntaxError extends Error {
  override readonly name = 'ImapSyntaxError';
  readonly tag: string | null;

  constructor(tag: string | null, message: string) {
    super(message);
    this.tag = tag;
  }
}
