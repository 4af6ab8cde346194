// Makes of dist/ what the program embeds, in the folder that the one argument names: each file's compressed forms, where
// they are smaller, and web_files.cc, the table of all (src/main/web_files.h). Same files, same table.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const mediaTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const codings = {
  br: {
    compress: (content) =>
      promisify(zlib.brotliCompress)(content, {
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: zlib.constants.BROTLI_MAX_QUALITY,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
    expand: promisify(zlib.brotliDecompress),
  },
  gz: { compress: (content) => promisify(zlib.gzip)(content, { level: 9 }), expand: promisify(zlib.gunzip) },
};

const dist = path.resolve(import.meta.dirname, 'dist');
const target = path.resolve(process.argv[2]);
const packed = path.join(target, 'packed');

/** Writes one form, and gives its file's name. */
function keep(name, content) {
  const file = path.join(packed, name.replaceAll('/', '_'));
  writeFileSync(file, content);
  return file;
}

async function pack(name) {
  const mediaType = mediaTypes[path.extname(name)];
  if (mediaType === undefined) throw new Error(`pack.mjs knows no media type for ${name}`);
  const content = readFileSync(path.join(dist, name));
  const forms = { content: keep(name, content) };
  for (const [coding, { compress, expand }] of Object.entries(codings)) {
    const small = await compress(content);
    if (!content.equals(await expand(small))) throw new Error(`${coding} has damaged ${name}`);
    // Fonts are compressed already.
    if (small.length < content.length * 0.95) forms[coding] = keep(`${name}.${coding}`, small);
  }
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 32);
  // Vite gives a hashed name to all that it puts there.
  return { path: `/${name}`, mediaType, digest, forms, isImmutable: name.startsWith('assets/') };
}

/** The bytes come in by the assembler, which is quick however many there are. */
function tableOf(files) {
  const blobs = [];
  const view = (file) => {
    if (file === undefined) return '{}';
    const label = `mirante_web_${blobs.length}`;
    blobs.push({ label, file });
    return `{${label}, ${label}_end}`;
  };
  const rows = files.map(
    ({ path: name, mediaType, digest, forms, isImmutable }) =>
      `      {"${name}", "${mediaType}", "${digest}", ${view(forms.content)}, ${view(forms.br)}, ${view(forms.gz)}, ${isImmutable}},`,
  );
  return `// Made by ui/pack.mjs.
#include "main/web_files.h"

asm(R"(
.pushsection .rodata
${blobs.map(({ label, file }) => `${label}: .incbin "${file}"\n${label}_end:`).join('\n')}
.popsection
)");

extern "C" {
${blobs.map(({ label }) => `extern const char ${label}[], ${label}_end[];`).join('\n')}
}

namespace mirante {

std::span<const http::StaticFile> web_files() {
  static const http::StaticFile all[] = {
${rows.join('\n')}
  };
  return all;
}

}  // namespace mirante
`;
}

const names = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(dist, path.join(entry.parentPath, entry.name)))
  .sort();
rmSync(packed, { recursive: true, force: true });
mkdirSync(packed, { recursive: true });
const table = tableOf(await Promise.all(names.map(pack)));
writeFileSync(path.join(target, 'web_files.new'), table);
renameSync(path.join(target, 'web_files.new'), path.join(target, 'web_files.cc'));
