/** What the office of `npm run dev` writes: conversations of one to four letters, the same at every start. */
import { PEOPLE, type Person } from './people.ts';

export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly mailbox: string;
  readonly flags: readonly string[];
  readonly date: Date;
  readonly source: Buffer;
}

const DAY_MS = 86_400_000;
/** The newest letter is of today, so that an office opened tomorrow does not look deserted. */
const SPAN_DAYS = 90;

const SUBJECTS: Readonly<Record<Person['language'], readonly string[]>> = {
  en: ['Minutes of Monday', 'Offer for the new shelves', 'Lunch on Thursday?', 'Key of the archive'],
  fr: ['Réunion de mardi', 'Devis à vérifier', 'Clé de la réserve', 'Congés d’été'],
  de: ['Angebot für die Lüftung', 'Schlüsselübergabe', 'Protokoll vom Dienstag', 'Urlaubsplan'],
  it: ['Verbale di lunedì', 'Preventivo da rivedere', 'Chiave dell’archivio', 'Pranzo di giovedì'],
  pl: ['Protokół z poniedziałku', 'Oferta do sprawdzenia', 'Klucz do archiwum', 'Plan urlopów'],
  es: ['Acta del lunes', 'Presupuesto por revisar', 'Llave del archivo', 'Comida del jueves'],
};

const BODIES: Readonly<Record<Person['language'], string>> = {
  en: 'Hello,\n\nplease have a look and tell me what you think by Friday.\n\nThank you',
  fr: 'Bonjour,\n\nmerci de regarder cela et de me donner votre avis avant vendredi.\n\nÀ bientôt',
  de: 'Guten Tag,\n\nbitte schauen Sie es an und sagen Sie mir bis Freitag, was Sie davon halten.\n\nSchöne Grüße',
  it: 'Buongiorno,\n\nper favore guardate e ditemi che ne pensate entro venerdì.\n\nGrazie',
  pl: 'Dzień dobry,\n\nproszę to obejrzeć i napisać do piątku, co o tym myślicie.\n\nDziękuję',
  es: 'Hola:\n\npor favor, miradlo y decidme qué os parece antes del viernes.\n\nGracias',
};

export function conversation(index: number): Letter[] {
  const pick = randomOf(index);
  const starter = choose(PEOPLE, pick());
  const others = PEOPLE.filter((person) => person !== starter && pick() < 0.4);
  const partner =
    others[0] ??
    choose(
      PEOPLE.filter((person) => person !== starter),
      pick(),
    );
  const people = [starter, partner];
  const subject = choose(SUBJECTS[starter.language], pick());
  const length = 1 + Math.floor(pick() * 4);
  const startMs = Date.now() - (SPAN_DAYS * DAY_MS * (120 - (index % 120))) / 120;
  const mailbox = pick() < 0.15 ? 'Archive' : 'INBOX';
  return Array.from({ length }, (_, step) => {
    const from = people[step % 2] ?? starter;
    const to = step % 2 === 0 ? [partner, ...others.slice(1)] : [starter];
    const date = new Date(Math.min(Date.now(), startMs + step * 3_600_000));
    const flags = pick() < 0.7 ? ['\\Seen', ...(pick() < 0.1 ? ['\\Flagged'] : [])] : [];
    const source = write({ from, to, date, subject, id: `${index}.${step}`, step, attachment: pick() < 0.1 });
    return { from: from.userId, to: to.map(({ userId }) => userId), mailbox, flags, date, source };
  });
}

interface Draft {
  readonly from: Person;
  readonly to: readonly Person[];
  readonly date: Date;
  readonly subject: string;
  readonly id: string;
  readonly step: number;
  readonly attachment: boolean;
}

function write({ from, to, date, subject, id, step, attachment }: Draft): Buffer {
  const [conversationId] = id.split('.');
  const earlier = Array.from({ length: step }, (_, n) => `<${conversationId}.${n}@example.test>`);
  const text = `${BODIES[from.language]}\n${from.firstName}\n`;
  const fields = [
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `From: ${mailbox(from)}`,
    `To: ${to.map(mailbox).join(',\r\n ')}`,
    `Subject: ${encodeWord(step === 0 ? subject : `Re: ${subject}`)}`,
    `Message-ID: <${id}@example.test>`,
    ...(earlier.length === 0 ? [] : [`In-Reply-To: ${earlier.at(-1)}`, `References: ${earlier.join('\r\n ')}`]),
    'MIME-Version: 1.0',
  ];
  const part = [
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    base64(Buffer.from(text)),
  ];
  if (!attachment) return Buffer.from([...fields, ...part, ''].join('\r\n'));
  const boundary = `part-${id}`;
  const file = [
    'Content-Type: text/csv; name=figures.csv',
    'Content-Disposition: attachment; filename=figures.csv',
    '',
    'month,figure',
    'January,12',
    'February,15',
  ];
  return Buffer.from(
    [
      ...fields,
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      ...part,
      `--${boundary}`,
      ...file,
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  );
}

function mailbox({ firstName, lastName, userId }: Person): string {
  return `${encodeWord(`${firstName} ${lastName}`)} <${userId}@example.test>`;
}

/** RFC 2047 section 2; none of these texts is longer than one encoded-word may be. */
function encodeWord(text: string): string {
  return /^[ -~]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}

function base64(bytes: Buffer): string {
  return (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');
}

function choose<T>(list: readonly T[], random: number): T {
  const chosen = list[Math.floor(random * list.length)];
  if (chosen === undefined) throw new Error('an empty list');
  return chosen;
}

/** A small generator with a seed (mulberry32): numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
