import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A self-signed ECDSA P-256 certificate for the servers that do not make one themselves: [certificate, key]. */
export function makeCertificate(folder: string): readonly [string, string] {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
  const options = ['-subj', '/CN=mail.example.test', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', ...kind, ...options], { stdio: 'pipe' });
  return [certificate, key];
}
