/** Ends an evaluation with `permerror` (the record is wrong) or `temperror` (DNS does not answer). RFC 7208 sections 2.6.6, 2.6.7 */
export class SpfError extends Error {
  override readonly name = 'SpfError';
  readonly result: 'permerror' | 'temperror';

  /** @param message what was wrong, in English, for the comment of the result. */
  constructor(result: 'permerror' | 'temperror', message: string) {
    super(message);
    this.result = result;
  }
}
