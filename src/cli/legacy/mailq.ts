/**
 * `mailq`: the queue in the form that sendmail and Postfix print. Scripts read it, so it is English whatever the
 * language. REQUIREMENTS MO5
 */
import { printable } from '../../base/printable.ts';
import type { QueuedMessageView } from '../../wire/admin/mail-schemas.ts';
import type { CommonOptions } from '../context.ts';
import { listQueue } from '../queue.ts';
import type { Register } from '../register.ts';

/** A queue id with its mark, bytes, time. */
const WIDTHS = { id: 13, size: 8, arrival: 20 } as const;
const HEADER = row('-Queue ID-', '--Size--', '----Arrival Time----', '-Sender/Recipient-------');
const MARGIN = ' '.repeat(WIDTHS.id + WIDTHS.size + WIDTHS.arrival + 3);
const REASON_WIDTH = 78;

export const register: Register = (program, context) => {
  program
    .command('mailq')
    .description(context.t('cli.mailq'))
    .action(async (options: CommonOptions) => {
      const messages = await listQueue(context, options);
      context.json(options, { messages });
      if (options.json !== true) context.streams.out(formatMailq(messages));
    });
};

export function formatMailq(messages: readonly QueuedMessageView[]): string {
  if (messages.length === 0) return 'Mail queue is empty\n';
  const bytes = messages.reduce((sum, message) => sum + message.sizeBytes, 0);
  const requests = `${messages.length} Request${messages.length === 1 ? '' : 's'}`;
  return `${HEADER}\n${messages.map(entry).join('\n')}\n-- ${Math.ceil(bytes / 1024)} Kbytes in ${requests}.\n`;
}

/** A mark behind the id says that the message is held. */
function entry(message: QueuedMessageView): string {
  const id = `${message.queueId}${message.heldBecause === null ? '' : '!'}`;
  const sender = message.sender === '' ? 'MAILER-DAEMON' : printable(message.sender);
  const lines = [row(id, String(message.sizeBytes), arrival(message.queuedAt), sender)];
  let lastReason = '';
  if (message.heldBecause !== null) lines.push(reasonLine(message.heldBecause));
  for (const { address, lastAttempt } of message.recipients) {
    const reason = lastAttempt === null ? '' : reasonLine(lastAttempt.text);
    if (reason !== lastReason && reason !== '') lines.push(reason);
    lastReason = reason;
    lines.push(`${MARGIN}${printable(address)}`);
  }
  return `${lines.join('\n')}\n`;
}

function row(id: string, size: string, time: string, sender: string): string {
  return [id.padEnd(WIDTHS.id), size.padStart(WIDTHS.size), time.padStart(WIDTHS.arrival), sender].join(' ');
}

function reasonLine(text: string): string {
  return `(${printable(text.replace(/\s*[\r\n]+\s*/g, ' '))})`.padStart(REASON_WIDTH);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As asctime(3) writes it, in local time: `Mon Nov 23 06:55:49`. */
function arrival(queuedAt: string): string {
  const time = new Date(queuedAt);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${DAYS[time.getDay()]} ${MONTHS[time.getMonth()]} ${String(time.getDate()).padStart(2)} ${clock}`;
}
