/** A text as a picture that telephones read: ISO/IEC 18004. Black on white in every theme, since cameras want it so. */
import { useMemo } from 'react';
import { encode } from 'uqr';

/** Modules of white around: fewer, and some cameras do not find it. ISO/IEC 18004 section 6.3.8 */
const BORDER = 4;
const SIDE = 220;

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => draw(text), [text]);
  return (
    <svg role="img" aria-label={label} width={SIDE} height={SIDE} viewBox={`0 0 ${size} ${size}`}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}

function draw(text: string): { readonly size: number; readonly path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: BORDER });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: squares.join('') };
}
