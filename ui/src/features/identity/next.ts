/** Where to go after the login: a page of ours, never another site. */
export function nextOf(wished: string | null): string {
  if (!wished?.startsWith('/') || wished.startsWith('//') || wished.includes('\\')) return '/';
  return wished;
}
