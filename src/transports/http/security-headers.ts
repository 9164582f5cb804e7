/** What every answer tells browsers about how far it is to be trusted. SECURITY "Web" */

/** Until when browsers come by TLS only; counts for the name of the server, and for no names below. RFC 6797 */
const TRANSPORT_SECURITY = `max-age=${365 * 86_400}`;

/** Of answers of every kind. */
export const GENERAL_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)',
  // What may be kept says so.
  'cache-control': 'no-store',
} as const;

export const HSTS = { 'strict-transport-security': TRANSPORT_SECURITY } as const;

/**
 * Scripts come from our own files alone. Styles as well, save that of the small pages that the server itself writes, which
 * shows the nonce. Text becomes markup nowhere: no script may even ask for it.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
