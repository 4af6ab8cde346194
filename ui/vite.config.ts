import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * Cloudscape's styles carry Open Sans as base64. As files the fonts load only when they are used, and the strict
 * Content-Security-Policy needs no data: URLs.
 */
function fontsAsFiles(): Plugin {
  const folder = path.resolve('node_modules/.cache/cloudscape-fonts');
  return {
    name: 'fonts-as-files',
    enforce: 'pre',
    load(id) {
      if (!/@cloudscape-design[\\/]global-styles[\\/]index\.css$/.test(id)) return undefined;
      mkdirSync(folder, { recursive: true });
      return readFileSync(id, 'utf8').replace(/data:font\/woff2;base64,([A-Za-z0-9+/=]+)/g, (_all, text: string) => {
        const name = createHash('sha256').update(text).digest('hex').slice(0, 8);
        const file = path.join(folder, `open-sans-${name}.woff2`);
        writeFileSync(file, Buffer.from(text, 'base64'));
        return file;
      });
    },
  };
}

const panel = process.env.MIRANTE_URL ?? 'http://127.0.0.1:7080';

export default defineConfig({
  plugins: [fontsAsFiles(), react()],
  build: {
    target: 'es2022',
    sourcemap: false,
    reportCompressedSize: false,
    assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
  },
  server: { proxy: { '/api': { target: panel, changeOrigin: false } } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    server: { deps: { inline: [/@cloudscape-design/] } },
  },
});
