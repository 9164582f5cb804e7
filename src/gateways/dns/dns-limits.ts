/** Bounds of what is asked and kept; what an administrator may want to change is in `NameServiceOptions`. */
export const DNS_LIMITS = {
  /** What a server may send in one datagram without fragments; RFC 6891 leaves the choice to us. */
  udpPayloadBytes: 1232,
  /** Of an answer over TCP. Larger ones are refused: nothing that mail needs comes near it. */
  answerBytes: 16 * 1024,
  /** Datagrams on one socket that do not answer its question. */
  strayDatagrams: 64,
  /** CNAME records from the name asked for to the one that has the records. */
  aliases: 12,
  /**
   * Questions that are on their way at once, each with a socket, and those that wait for their turn: of all, and of one
   * zone. More than all messages that are verified at once can ask for, so that those about the dead are not all of them.
   */
  atOnce: 1024,
  atOncePerZone: 32,
  waiting: 20_000,
  waitingPerZone: 2000,
  /** Records of one answer. */
  records: 512,
  /** Servers that are asked one after the other, and how many times all of them. */
  servers: 4,
  rounds: 2,
  /** How long a server that was silent comes last, and how many such are remembered. */
  silentServerMs: 60_000,
  silentServers: 64,
  /** How long answers are kept at least and at most, whatever their TTL says. */
  minTtlSeconds: 5,
  maxTtlSeconds: 86_400,
  /** RFC 2308 */
  maxNegativeTtlSeconds: 3600,
  /** How long it is remembered that nobody answered. */
  failureTtlSeconds: 5,
  /** Answers that are kept; the one that was kept longest makes room. */
  cachedAnswers: 10_000,
  /** Of memory, about: whoever has his own name server chooses how large its answers are. */
  cachedBytes: 32 * 1024 * 1024,
} as const;
