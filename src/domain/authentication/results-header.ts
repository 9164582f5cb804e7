/** The header field that tells readers what was found: RFC 8601 section 2.2. */
import type { ArcFinding, DkimFinding, DmarcFinding, VerifyFindings, VerifyRequest } from '../ports/mail-auth.ts';

const LINE_LENGTH = 78;
/** Of what a stranger wrote, in a comment or a value. */
const MAX_TEXT_LENGTH = 60;

type ResultsSource = Pick<VerifyRequest, 'hostname' | 'sender' | 'heloName'>;

/** The field, folded, with its line ends. */
export function formatResultsField(findings: VerifyFindings, request: ResultsSource): string {
  const { dkim, dmarc, arc } = findings;
  const methods = [
    spfWords(findings, request),
    ...(dkim.length === 0 ? [['dkim=none']] : dkim.map(dkimWords)),
    dmarcWords(dmarc),
    ...(arc.result === 'none' ? [] : [arcWords(arc)]),
  ];
  return `${fold(`Authentication-Results: ${request.hostname}`, methods)}\r\n`;
}

function spfWords({ spf }: VerifyFindings, { sender, heloName }: ResultsSource): string[] {
  const property =
    spf.identity === 'helo'
      ? pair('smtp.helo', cleanDomain(heloName))
      : pair('smtp.mailfrom', cleanAddress(sender, spf.domain));
  return [`spf=${spf.result}`, ...comment(spf.comment), ...property];
}

function dkimWords({ result, domain, selector, algorithm, comment: text }: DkimFinding): string[] {
  return [
    `dkim=${result}`,
    ...comment(text),
    ...pair('header.d', cleanDomain(domain)),
    ...pair('header.s', cleanDomain(selector)),
    ...pair('header.a', cleanToken(algorithm)),
  ];
}

function dmarcWords(dmarc: DmarcFinding): string[] {
  const policy = dmarc.record === '' ? '' : `p=${dmarc.policy} dis=${dmarc.disposition}`;
  return [
    `dmarc=${dmarc.result}`,
    ...comment(dmarc.comment ?? policy),
    ...pair('header.from', cleanDomain(dmarc.domain)),
  ];
}

function arcWords(arc: ArcFinding): string[] {
  const sealer = cleanDomain(arc.sealDomain);
  return [`arc=${arc.result}`, ...comment(`i=${arc.instances}${sealer === '' ? '' : ` sealed by ${sealer}`}`)];
}

/** Words with a space between, each method on a line of its own, no line longer than it must be. */
function fold(start: string, methods: readonly (readonly string[])[]): string {
  let text = start;
  let column = 0;
  for (const words of methods) {
    text += ';\r\n\t';
    column = 1;
    words.forEach((word, index) => {
      const breaks = index > 0 && column + 1 + word.length + 1 > LINE_LENGTH;
      text += breaks ? `\r\n\t${word}` : index === 0 ? word : ` ${word}`;
      column = (breaks ? 1 : column + (index === 0 ? 0 : 1)) + word.length;
    });
  }
  return text;
}

function pair(name: string, value: string): string[] {
  return value === '' ? [] : [`${name}=${value}`];
}

/** Nothing in it ends the comment or the line. Its words may be folded apart. */
function comment(text: string): string[] {
  const clean = text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/[()\\"]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
  if (clean === '') return [];
  const short = clean.length > MAX_TEXT_LENGTH ? `${clean.slice(0, MAX_TEXT_LENGTH - 3).trimEnd()}...` : clean;
  return `(${short})`.split(' ');
}

function cleanDomain(text: string): string {
  return /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/.test(text) ? text.toLowerCase() : '';
}

function cleanToken(text: string): string {
  return /^[A-Za-z0-9-]{1,40}$/.test(text) ? text : '';
}

/** The address where it can be written as it is, else its domain. */
function cleanAddress(address: string, domain: string): string {
  const isPlain =
    address.length <= MAX_TEXT_LENGTH && /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9_.-]+$/.test(address);
  return isPlain ? address : cleanDomain(domain);
}
