// A list that is narrowed or sorted otherwise begins at its first page. A further page stands in the address with its
// size, which leaves together with it: of a link's list somebody else had chosen it.
export function atFirstPage(params: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete('page');
  next.delete('size');
  return next;
}
