/**
 * The alias or the forwarding user through whom a message of the queue leaves, as the last of the marks in its head
 * says; null where it leaves as it was addressed.
 *
 * @param head octets.
 */
export function passedOnBy(head: string): string | null {
  const mark = MARKS.exec(head)?.[1];
  return mark === undefined ? null : Buffer.from(mark, 'latin1').toString();
}

const MARKS = /^(?:Delivered-To: (.*)\r\n)+/;
