/**
 * Pictures of screens as they should look. They hold where texts are drawn with the same fonts, and say so elsewhere.
 * MAILROOM_GOLDEN=write makes them anew: look at them before they are committed.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from './server.ts';

const FOLDER = join(ROOT, 'test/browser/golden');
const FONTS = join(FOLDER, 'fonts.json');
const mayWrite = process.env.MAILROOM_GOLDEN === 'write';
/** Of 255: edges of letters are smoothed differently by other graphics. */
const CHANNEL_TOLERANCE = 40;
/** Share of all pixels. */
const PIXEL_TOLERANCE = 0.002;

export type Likeness =
  | { readonly kind: 'same' }
  | { readonly kind: 'different'; readonly share: number }
  | { readonly kind: 'not-comparable'; readonly reason: string };

/** Compares what can be seen now with `golden/NAME.png`. */
export async function compareWithGolden(page: Page, name: string): Promise<Likeness> {
  const file = join(FOLDER, `${name}.png`);
  const seen = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const fonts = await page.evaluate<string>(MEASURE_FONTS);
  if (mayWrite) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(FONTS, `{ "fonts": ${JSON.stringify(fonts)} }\n`);
    await writeFile(file, seen);
    return { kind: 'same' };
  }
  if (!existsSync(file)) return { kind: 'not-comparable', reason: `there is no golden image ${name}` };
  const known = JSON.parse(await readFile(FONTS, 'utf8')) as { readonly fonts: string };
  if (known.fonts !== fonts) return { kind: 'not-comparable', reason: 'golden images were made with other fonts' };
  const share = await differingShare(page, await readFile(file), seen);
  return share > PIXEL_TOLERANCE ? { kind: 'different', share } : { kind: 'same' };
}

/** By a page of its own: those of the product allow no pictures from elsewhere. */
async function differingShare(page: Page, golden: Buffer, seen: Buffer): Promise<number> {
  const helper = await page.context().newPage();
  try {
    const pictures = [golden, seen].map((bytes) => bytes.toString('base64'));
    return await helper.evaluate<number>(`(${compare})(${JSON.stringify(pictures)}, ${CHANNEL_TOLERANCE})`);
  } finally {
    await helper.close();
  }
}

/** How wide a line is in the fonts of the product. */
const MEASURE_FONTS = `(() => {
  const context = new OffscreenCanvas(10, 10).getContext('2d');
  const families = ['body', 'code, pre, input'].map((one) => getComputedStyle(document.querySelector(one)).fontFamily);
  return families.map((family) => {
    context.font = '16px ' + family;
    return context.measureText('Wolken über Mailroom, 0123456789 @ gęśl').width.toFixed(2);
  }).join(' ');
})()`;

const compare = `async (pictures, tolerance) => {
  const [golden, seen] = await Promise.all(pictures.map(async (picture) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.fromBase64(picture)]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  }));
  if (golden.width !== seen.width || golden.height !== seen.height) return 1;
  let different = 0;
  for (let at = 0; at < golden.data.length; at += 4) {
    const differs = [0, 1, 2].some((channel) => Math.abs(golden.data[at + channel] - seen.data[at + channel]) > tolerance);
    if (differs) different += 1;
  }
  return different / (golden.data.length / 4);
}`;
