/** A signed envelope around some octets: SignedData of the Cryptographic Message Syntax, RFC 5652. */
import { createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifier,
  DigestAlgorithmIdentifiers,
  EncapsulatedContent,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  id_data,
  id_signedData,
  SignatureAlgorithmIdentifier,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from '@peculiar/asn1-cms';
import { AsnConvert, AsnObjectIdentifierConverter, OctetString } from '@peculiar/asn1-schema';
import { Certificate, Time } from '@peculiar/asn1-x509';
import { Failure } from '../../base/failure.ts';

/** RFC 5652 */
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
/** RFC 5754 */
const SHA256 = '2.16.840.1.101.3.4.2.1';
/** RFC 5754. RSA has the parameters NULL, the others have none. */
const SIGNATURES: Readonly<Record<string, { readonly algorithm: string; readonly parameters?: null }>> = {
  ec: { algorithm: '1.2.840.10045.4.3.2' },
  rsa: { algorithm: '1.2.840.113549.1.1.11', parameters: null },
};
const SET = 0x31;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

export interface Signer {
  /** PEM: the certificate, then what leads to its authority. */
  readonly chain: string;
  /** PEM. */
  readonly privateKey: string;
}

/**
 * The content with signature, certificates and time, in DER. Throws Failure `unsupported` for a key that is neither RSA
 * nor of an elliptic curve.
 *
 * @param signedAtMs milliseconds since the epoch.
 */
export function signData(content: Uint8Array, signer: Signer, signedAtMs: number): Uint8Array {
  const key = createPrivateKey(signer.privateKey);
  const certificates = (signer.chain.match(PEM) ?? []).map((pem) =>
    AsnConvert.parse(new X509Certificate(pem).raw, Certificate),
  );
  const [own] = certificates;
  if (own === undefined) throw new Failure('invalid', 'the chain has no certificate');
  const digestAlgorithm = new DigestAlgorithmIdentifier({ algorithm: SHA256 });
  const attributes = sortedAttributes(content, signedAtMs);
  const { serialNumber, issuer } = own.tbsCertificate;
  const info = new SignerInfo({
    version: CMSVersion.v1,
    sid: new SignerIdentifier({ issuerAndSerialNumber: new IssuerAndSerialNumber({ issuer, serialNumber }) }),
    digestAlgorithm,
    signedAttrs: attributes.map((encoded) => AsnConvert.parse(encoded, Attribute)),
    signatureAlgorithm: new SignatureAlgorithmIdentifier(algorithmOf(key)),
    // What is signed is the SET itself, not the field that stands for it. RFC 5652
    signature: new OctetString(sign('sha256', derSet(attributes), key)),
  });
  const data = new SignedData({
    version: CMSVersion.v1,
    digestAlgorithms: new DigestAlgorithmIdentifiers([digestAlgorithm]),
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: id_data,
      eContent: new EncapsulatedContent({ single: new OctetString(content) }),
    }),
    certificates: new CertificateSet(certificates.map((certificate) => new CertificateChoices({ certificate }))),
    signerInfos: new SignerInfos([info]),
  });
  const envelope = new ContentInfo({ contentType: id_signedData, content: AsnConvert.serialize(data) });
  return new Uint8Array(AsnConvert.serialize(envelope));
}

function algorithmOf(key: KeyObject) {
  const found = SIGNATURES[key.asymmetricKeyType ?? ''];
  if (found === undefined) throw new Failure('unsupported', 'nothing is signed with a key of that kind');
  return found;
}

/** Encoded, and in the order in which DER has a set: by their octets. */
function sortedAttributes(content: Uint8Array, signedAtMs: number): Buffer[] {
  const digest = createHash('sha256').update(content).digest();
  const values: [string, ArrayBuffer][] = [
    [CONTENT_TYPE, AsnObjectIdentifierConverter.toASN(id_data).toBER()],
    [MESSAGE_DIGEST, AsnConvert.serialize(new OctetString(digest))],
    [SIGNING_TIME, AsnConvert.serialize(new Time(new Date(signedAtMs)))],
  ];
  return values
    .map(([attrType, value]) => Buffer.from(AsnConvert.serialize(new Attribute({ attrType, attrValues: [value] }))))
    .sort(Buffer.compare);
}

/** Of less than 64 KiB. */
function derSet(parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const header = length < 0x80 ? [SET, length] : [SET, 0x82, length >> 8, length & 0xff];
  // The shortest form of a length is the only one that DER has.
  const shortest = length >= 0x80 && length < 0x100 ? [SET, 0x81, length] : header;
  return Buffer.concat([Buffer.from(shortest), content]);
}
