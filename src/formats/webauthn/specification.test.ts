/** The examples of the specification itself: WebAuthn Level 3, section 16 ("Test Vectors"). Its site is example.org. */
import { describe, expect, test } from 'vitest';
import { verifyAssertion } from './verify-assertion.ts';
import { verifyRegistration } from './verify-registration.ts';

interface Ceremony {
  readonly challenge: string;
  readonly extraData?: string;
}

interface Example {
  readonly attestation: 'none' | 'self';
  readonly isBackupEligible: boolean;
  readonly registration: Ceremony & { readonly attestationObject: string };
  readonly assertion: Ceremony & { readonly authenticatorData: string; readonly signature: string };
}

const ORIGIN = 'https://example.org';
const SITE_HASH = 'bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5';
const NO_STATEMENT = 'a363666d74646e6f6e656761747453746d74a068617574684461746158a4';

const EXAMPLES: Readonly<Record<string, Example>> = {
  '16.2, ES256 without attestation': {
    attestation: 'none',
    isBackupEligible: true,
    registration: {
      challenge: '00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130',
      extraData: 'BkQeDjdcTBrXBiAwJTLE5Q',
      attestationObject: `${NO_STATEMENT}${SITE_HASH}59000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220`,
    },
    assertion: {
      challenge: '39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408',
      authenticatorData: `${SITE_HASH}1900000000`,
      signature:
        '3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87',
    },
  },
  '16.3, ES256 with self attestation': {
    attestation: 'self',
    isBackupEligible: true,
    registration: {
      challenge: '7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5',
      extraData: 'U9hTXvKE2URkMnb_0xYHVg',
      attestationObject: `a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf378097c92120031581c73228d1fb4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6006d68617574684461746158a4${SITE_HASH}5d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2`,
    },
    assertion: {
      challenge: '4478a10b1352348dd160c1353b0d469b5db19eb91c27f7dfa6fed39fe26af20b',
      extraData: 'gTb53rz6EhSWomXGzimC1Q',
      authenticatorData: `${SITE_HASH}0900000000`,
      signature:
        '304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465daf84002204e94dd00047b316061b3b99772b7efd95994a83ef584b3b6b825ea3550251b66',
    },
  },
  // Its attestation is by a certificate, which is not asked for.
  '16.11, Ed25519': {
    attestation: 'none',
    isBackupEligible: false,
    registration: {
      challenge: 'a8abf9dabdc6b0df63466b39bda9e8a34a34e185337a59f1c579990676d3b3bd',
      extraData: 'B_DT5g7ZD_-9OTLYX5IvEQ',
      attestationObject: `a363666d74667061636b65646761747453746d74a363616c67266373696758483046022100d83f60bd80269537583218858aefb03ac57d45fa06e42feaae332d187f62da9f022100a02bd3cb6f7e1d283c93bad1f3f4b5a4c0494463da7fdbf256949116754d1f17637835638159022730820223308201c8a003020102021100b2cfc9ea33c8643b0e1a760463eaf164300a06082a8648ce3d0403023062311e301c06035504030c15576562417574686e207465737420766563746f7273310c300a060355040a0c0357334331253023060355040b0c1c41757468656e74696361746f72204174746573746174696f6e204341310b30090603550406130241413020170d3234303130313030303030305a180f33303234303130313030303030305a305f311e301c06035504030c15576562417574686e207465737420766563746f7273310c300a060355040a0c0357334331223020060355040b0c1941757468656e74696361746f72204174746573746174696f6e310b30090603550406130241413059301306072a8648ce3d020106082a8648ce3d03010703420004dd2b7a564b73b8c0b81c4c62e521925c4d1198ec9f583dbf1eebe364b65cd9c29a9bdf346aaa81fb6b9507e5249a52fdaf8e39e26b0b7dc45992a7e233b70f70a360305e300c0603551d130101ff04023000300e0603551d0f0101ff040403020780301d0603551d0e041604140ae27546bc7eccb1b4b597bd354f0c0b1f1f8f8e301f0603551d2304183016801445aff715b0dd786741fee996ebc16547a3931b1e300a06082a8648ce3d0403020349003046022100a0d434ecb5fc3bfd7da5f41904517ad2836249f561bd834ba7a438a8ab7a4ce8022100fac845bb7a02513b58e9f319654dbe49b0f02b95835bac568c71f8a18cdde9ab6861757468446174615881${SITE_HASH}4100000000d5aa33581e8ca478e20fe713f5d32ff20020ce9f840ed96599580cd140fbc7bb3230633f50f61041aff73308ae71caa8a2bda401010327200621582044e06ddd331c36a8dc667bab52bcae63486c916aa5e339e6acebaa84934bf832`,
    },
    assertion: {
      challenge: '895957e01c633a698348a2d8a31a54b7db27e8c1c43b2080d79ae2190267bfd2',
      authenticatorData: `${SITE_HASH}0100000000`,
      signature:
        'f5c59c7e46c34f6f8cc197101ddf9934fa2595f68eb1913a637e8419eb9ba4cfdfc48f85393bc0d40b011f0d6fecb097d6607525713223a0dc0d453993dae00b',
    },
  },
};

const hex = (text: string) => Buffer.from(text, 'hex');

/** As the browsers of the specification write it, octet by octet. */
function clientData(type: string, { challenge, extraData }: Ceremony, crossOrigin = false): Buffer {
  const extra = `clientDataJSON may be extended with additional fields in the future, such as this: ${extraData}`;
  const data = { type, challenge: hex(challenge).toString('base64url'), origin: ORIGIN, crossOrigin };
  return Buffer.from(JSON.stringify(extraData === undefined ? data : { ...data, extraData: extra }));
}

const rulesOf = ({ challenge }: Ceremony) => {
  return { challenge: hex(challenge), origins: [ORIGIN], site: 'example.org', mustVerifyUser: false };
};

function register({ registration }: Example) {
  const clientDataJson = clientData('webauthn.create', registration);
  return verifyRegistration(
    { clientDataJson, attestationObject: hex(registration.attestationObject) },
    rulesOf(registration),
  );
}

describe.each(Object.entries(EXAMPLES))('%s', (_, example) => {
  test('is registered, and signs in', () => {
    const passkey = register(example);
    const { attestation, isBackupEligible, assertion } = example;
    expect(passkey).toMatchObject({ attestation, isBackupEligible, signCount: 0 });
    const response = {
      credentialId: passkey.id,
      clientDataJson: clientData('webauthn.get', assertion),
      authenticatorData: hex(assertion.authenticatorData),
      signature: hex(assertion.signature),
      userHandle: null,
    };
    const rules = { ...rulesOf(assertion), userHandle: Buffer.from('alice') };
    expect(verifyAssertion(response, passkey, rules)).toMatchObject({ signCount: 0 });
    const other = { ...response, clientDataJson: clientData('webauthn.get', example.registration) };
    expect(() => verifyAssertion(other, passkey, rules)).toThrow();
  });
});

test('16.4: what comes from a page within a page of another site is not taken', () => {
  const registration = {
    challenge: '3be5aacd03537142472340ab5969f240f1d87716e20b6807ac230655fa4b3b49',
    extraData: 'zZquEtDR9DWqpW5tBWTFug',
  };
  const attestationObject = hex(
    `${NO_STATEMENT}${SITE_HASH}4500000000883f4f6014f19c09d87aa38123be48d000206e1050c0d2ca2f07c755cb2c66a74c64fa43065c18f938354d9915db2bd5ce57a501020326200121582022200a473f90b11078851550d03b4e44a2279f8c4eca27b3153dedfe03e4e97d225820cbd0be95e746ad6f5a8191be11756e4c0420e72f65b466d39bc56b8b123a9c6e`,
  );
  const clientDataJson = clientData('webauthn.create', registration, true);
  expect(() => verifyRegistration({ clientDataJson, attestationObject }, rulesOf(registration))).toThrow(
    expect.objectContaining({ detail: { reason: 'webauthn-other-origin' } }),
  );
});
