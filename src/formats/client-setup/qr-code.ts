/** A link as a picture that telephones read: ISO/IEC 18004. */
import { renderSVG, renderUnicodeCompact } from 'uqr';

/** Modules of white around: fewer, and some cameras do not find it. ISO/IEC 18004 section 6.3.8 */
const BORDER = 4;

/** SVG, black on white in every theme. Throws for texts of more than some 2,000 characters. */
export function qrCodeSvg(text: string): string {
  return renderSVG(text, { ecc: 'M', border: BORDER, pixelSize: 4 });
}

/** For a terminal with light letters on a dark ground: what is white in the picture is a letter. Cameras read the opposite as well. */
export function qrCodeText(text: string): string {
  return renderUnicodeCompact(text, { ecc: 'M', border: 2 });
}
