// Which page of the list is shown. A further page stands in the address with its size, as it is another one of another
// size.
import { atFirstPage } from '../../widgets/first-page';
import { pageSizes } from '../../widgets/list-preferences';

export function placeOf(params: URLSearchParams, preferredSize: number): { page: number; size: number } {
  const page = Math.max(1, Number.parseInt(params.get('page') ?? '1', 10) || 1);
  const size = Number(params.get('size'));
  return { page, size: pageSizes.includes(size) ? size : preferredSize };
}

export function withPlace(params: URLSearchParams, page: number, size: number): URLSearchParams {
  const changed = atFirstPage(params);
  if (page === 1) return changed;
  changed.set('page', String(page));
  changed.set('size', String(size));
  return changed;
}
