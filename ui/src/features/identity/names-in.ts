/** Names of a text with one in each line, each once, as they were typed. */
export function namesIn(typed: string): string[] {
  return [...new Set(typed.split('\n').map((one) => one.trim()))].filter(Boolean);
}
