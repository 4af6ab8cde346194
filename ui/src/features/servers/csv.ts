// A table as CSV for spreadsheets: Portuguese ones want semicolons, and all of them a mark that this is UTF-8.
import type { Language } from '../../text/language';

/** A cell that begins like a formula would run in a spreadsheet; names and tags come from outside. */
function cell(value: string, separator: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return text.includes('"') || text.includes(separator) || /[\r\n]/.test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

export function csvOf(rows: readonly string[][], language: Language): string {
  const separator = language === 'pt-BR' ? ';' : ',';
  return '\ufeff' + rows.map((row) => row.map((one) => cell(one, separator)).join(separator)).join('\r\n') + '\r\n';
}

export function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
