/** What was typed one to a line, or parted by something else: each once, without spaces around it. */
export function linesOf(typed: string, by = /\n/): string[] {
  return [...new Set(typed.split(by).map((one) => one.trim()))].filter(Boolean);
}
