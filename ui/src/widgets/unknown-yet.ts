/**
 * Whether nothing can be said of a list yet. While another filter is asked for, the rows of the one before stay; that it
 * had none says nothing of this one.
 */
export function isUnknownYet(query: { isPending: boolean; isPlaceholderData: boolean }, shown: number): boolean {
  return query.isPending || (query.isPlaceholderData && shown === 0);
}
