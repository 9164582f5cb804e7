/** The mail that carries a report: RFC 7489 section 7.2.1.1, RFC 8460 section 5.3 */

export interface ReportMail {
  readonly from: string;
  readonly to: string;
  /** Whom the report is about, and who made it: domains. */
  readonly domain: string;
  readonly submitter: string;
  /** Without angle brackets: `id@host`. */
  readonly reportId: string;
  readonly nowMs: number;
  /** For people; ASCII, lines end with CR LF. */
  readonly text: string;
  readonly attachment: { readonly type: string; readonly fileName: string; readonly content: Uint8Array };
  /** Of a multipart/report; without it the parts are simply there. */
  readonly reportType?: string;
  /** Further fields, complete lines. */
  readonly fields?: readonly string[];
}

const BASE64_LINE = 76;

/** The whole message, ASCII, lines end with CR LF. */
export function buildReportMail(mail: ReportMail): Buffer {
  const boundary = `=_report_${mail.reportId.replace(/[^a-zA-Z0-9]/g, '').slice(0, 40)}`;
  const { type, fileName, content } = mail.attachment;
  const multipart =
    mail.reportType === undefined ? 'multipart/mixed' : `multipart/report; report-type="${mail.reportType}"`;
  const lines = [
    `From: <${mail.from}>`,
    `To: <${mail.to}>`,
    `Subject: Report Domain: ${mail.domain}`,
    `\tSubmitter: ${mail.submitter}`,
    `\tReport-ID: <${mail.reportId}>`,
    `Date: ${new Date(mail.nowMs).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${mail.reportId}>`,
    'Auto-Submitted: auto-generated',
    ...(mail.fields ?? []),
    'MIME-Version: 1.0',
    `Content-Type: ${multipart};`,
    `\tboundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    mail.text,
    `--${boundary}`,
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment;',
    `\tfilename="${fileName}"`,
    '',
    ...(Buffer.from(content)
      .toString('base64')
      .match(new RegExp(`.{1,${BASE64_LINE}}`, 'g')) ?? []),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
