/** What a device shows of a one-time link: two ways to go on, and the settings in words with their password. */
import { type Translate, translator } from '../../../locales/index.ts';
import { bestServers } from '../../domain/client-setup/client-setup.ts';
import type { PreparedDevice, ReadyDevice } from '../../domain/client-setup/device-setups.ts';
import { escapeHtml } from '../http/escape-html.ts';
import type { Exchange } from '../http/exchange.ts';

const STYLE = `:root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}
body{max-width:36rem;margin:2rem auto;padding:0 1.25rem}h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 0}
button{font:inherit;min-height:3rem;width:100%;border-radius:.5rem;border:1px solid;cursor:pointer}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
code{font:1.15rem/1.6 ui-monospace,monospace;user-select:all}`;

/** @param hasProfile whether there is one for Apple's devices. */
export function choicePage(exchange: Exchange, { mailbox, label }: PreparedDevice, hasProfile: boolean): string {
  const t = translator(exchange.language);
  const way = (value: string, title: string, hint: string, button: string) => `<section><h2>${escapeHtml(title)}</h2>
<p>${escapeHtml(hint)}</p>
<form method="post"><input type="hidden" name="way" value="${value}"><button>${escapeHtml(button)}</button></form></section>`;
  const profile = way(
    'profile',
    t('client-setup.page.apple-title'),
    t('client-setup.page.apple-hint'),
    t('client-setup.page.apple-button'),
  );
  const password = way(
    'password',
    t('client-setup.page.other-title'),
    t('client-setup.page.other-hint'),
    t('client-setup.page.other-button'),
  );
  const intro = t('client-setup.page.intro', { address: mailbox.address });
  return page(exchange, t, [
    `<p>${escapeHtml(intro)}</p><p><strong>${escapeHtml(label)}</strong></p>`,
    ...(hasProfile ? [profile] : []),
    password,
  ]);
}

export function passwordPage(exchange: Exchange, { mailbox, password }: ReadyDevice): string {
  const t = translator(exchange.language);
  const servers = bestServers(mailbox.servers).map(({ protocol, host, port, security }) => {
    const rows = [
      [t('client-setup.label.server'), host],
      [t('client-setup.label.port'), String(port)],
      [t('client-setup.label.security'), security === 'tls' ? 'SSL/TLS' : 'STARTTLS'],
    ] as const;
    return `<section><h2>${escapeHtml(t(`client-setup.service.${protocol}`))}</h2>${list(rows)}</section>`;
  });
  const own = `<dl><dt>${escapeHtml(t('client-setup.label.user-name'))}</dt><dd><code>${escapeHtml(mailbox.userName)}</code></dd>
<dt>${escapeHtml(t('client-setup.label.password'))}</dt><dd><code>${escapeHtml(password)}</code></dd></dl>`;
  return page(exchange, t, [own, `<p>${escapeHtml(t('client-setup.page.once'))}</p>`, ...servers]);
}

function list(rows: readonly (readonly [string, string])[]): string {
  return `<dl>${rows.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`;
}

function page({ nonce, language }: Exchange, t: Translate, sections: readonly string[]): string {
  const title = escapeHtml(t('client-setup.page.title'));
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title} · Mailroom</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><main><h1>${title}</h1>
${sections.join('\n')}
</main></body>
</html>
`;
}
