/** Bounds on what is read of one message. What lies beyond is kept as octets, but not interpreted. */
export interface MimeLimits {
  /** Nesting of multiparts and messages; a container below that is one opaque part. */
  readonly depth: number;
  /** Parts of a message; the last one takes the whole rest as opaque content. */
  readonly parts: number;
  /** Octets of one header field; the rest of the field is not read. */
  readonly headerFieldBytes: number;
  /** Octets of one header (of the message, of a part); fields beyond are not read. */
  readonly headerBytes: number;
  /** Octets of all headers of all parts together; fields beyond are not read. */
  readonly totalHeaderBytes: number;
  /**
   * Octets of the ENVELOPEs of all encapsulated messages together. An envelope can be twelve times as long as the
   * fields it is made from, and all of them are stored with the message.
   */
  readonly totalEnvelopeBytes: number;
  /** Lines of one header; lines beyond are not read. */
  readonly headerLines: number;
  /** Parameters, counted by segment, of one Content-Type or Content-Disposition. */
  readonly parameters: number;
  /** Length of a boundary. RFC 2046 section 5.1.1 allows 70; with a longer one than this the multipart is opaque. */
  readonly boundaryLength: number;
  /** Octets kept of each of the first texts, in their transfer encoding, for the preview. */
  readonly previewBytes: number;
}

export const DEFAULT_MIME_LIMITS: MimeLimits = {
  depth: 100,
  parts: 10_000,
  headerFieldBytes: 128 * 1024,
  headerBytes: 1024 * 1024,
  totalHeaderBytes: 2 * 1024 * 1024,
  totalEnvelopeBytes: 1024 * 1024,
  headerLines: 2_000,
  parameters: 128,
  boundaryLength: 200,
  previewBytes: 16 * 1024,
};
