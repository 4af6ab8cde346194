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

/** Of the regular and the bold text, which every page has. */
function namesOfUsualFonts(css: string): string[] {
  return [...css.matchAll(/@font-face\{([^}]*)\}/g)]
    .map(([, rule]) => rule!)
    .filter((rule) => /font-weight:(400|700);font-style:normal/.test(rule))
    .map((rule) => /url\(([^)]+)\)/.exec(rule)![1]!);
}

/**
 * index.html names what the first script (main.tsx) will import to draw any page, so that it is on its way before that
 * script has come; the fonts are named because they would be found out about last of all.
 */
function namesWhatIsNeeded(): Plugin {
  return {
    name: 'names-what-is-needed',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        if (!bundle) return [];
        const all = Object.values(bundle);
        const chunks = all.filter((one) => one.type === 'chunk');
        const needed = new Set<string>();
        const need = (file: string) => {
          if (needed.has(file)) return;
          needed.add(file);
          chunks.find((one) => one.fileName === file)!.imports.forEach(need);
        };
        const begin = chunks.find((one) => one.moduleIds.some((id) => id.endsWith('/src/app/begin.tsx')))!;
        need(begin.fileName);
        // The entry's are in the page by themselves.
        const entry = chunks.find((one) => one.isEntry)!;
        for (const file of [entry.fileName, ...entry.imports]) needed.delete(file);
        const styles = new Set<string>();
        for (const chunk of chunks)
          if (needed.has(chunk.fileName)) for (const file of chunk.viteMetadata?.importedCss ?? []) styles.add(file);
        const fonts = all.flatMap((one) =>
          one.type === 'asset' && one.fileName.endsWith('.css') ? namesOfUsualFonts(String(one.source)) : [],
        );
        const link = (attrs: Record<string, string>) => ({
          tag: 'link',
          attrs: { crossorigin: true, ...attrs },
          injectTo: 'head' as const,
        });
        return [
          ...[...new Set(fonts)].map((href) => link({ rel: 'preload', as: 'font', type: 'font/woff2', href })),
          ...[...styles].map((file) => link({ rel: 'preload', as: 'style', href: `/${file}` })),
          ...[...needed].map((file) => link({ rel: 'modulepreload', href: `/${file}` })),
        ];
      },
    },
  };
}

const firstScript =
  /[\\/]src[\\/](api[\\/](ahead|presence)|app[\\/](pages|theme)|text[\\/](of-browser|cloudscape-words))\.|vite[\\/]preload|global-styles[\\/]index\.js|rolldown[\\/]runtime/;

const panel = process.env.MIRANTE_URL ?? 'http://127.0.0.1:7080';

export default defineConfig({
  plugins: [fontsAsFiles(), react(), namesWhatIsNeeded()],
  build: {
    target: 'es2022',
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What the first script is made of; without a group of its own it would wait for all that is shared.
            { name: 'first', test: firstScript, priority: 1 },
            // What nearly all pages need, as one file instead of thirty small ones.
            { name: 'shared', minShareCount: 26 },
          ],
        },
      },
    },
    assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
  },
  server: { proxy: { '/api': { target: panel, changeOrigin: false } } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    server: { deps: { inline: [/@cloudscape-design/] } },
  },
});
