/** What the camera of a telephone reads from a screen. */
import jsqr from 'jsqr';
import type { Page } from 'playwright-core';

/** @returns the text of the QR code that can be seen; null where there is none */
export async function scanPicture(page: Page): Promise<string | null> {
  const screenshot = (await page.screenshot()).toString('base64');
  // Decoded by a page of its own: those of the product allow no pictures from elsewhere.
  const helper = await page.context().newPage();
  try {
    const { pixels, width, height } = await helper.evaluate<Pixels>(`(${decode})('${screenshot}')`);
    return jsqr.default(Uint8ClampedArray.from(Buffer.from(pixels, 'base64')), width, height)?.data ?? null;
  } finally {
    await helper.close();
  }
}

interface Pixels {
  /** RGBA, in base64. */
  readonly pixels: string;
  readonly width: number;
  readonly height: number;
}

const decode = `async (png) => {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.fromBase64(png)]));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return { pixels: new Uint8Array(data.buffer).toBase64(), width, height };
}`;
