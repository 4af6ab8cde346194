// What stands behind "?" in the address: which part of a list is shown, of what.
import { useSearchParams } from 'react-router';

type Change = (present: URLSearchParams) => URLSearchParams;

/**
 * What was drawn last, and how it is changed. A change begins with what the address says by then, which on a busy machine is
 * newer than what was drawn last: of two that follow each other closely, the second must not take the first one back. The
 * present entry of the browser's history is replaced, unless the options say otherwise.
 */
export function useAddress(): [URLSearchParams, (to: Change, options?: { replace: boolean }) => void] {
  const [params, setParams] = useSearchParams();
  return [
    params,
    (to, options = { replace: true }) => setParams(to(new URLSearchParams(window.location.search)), options),
  ];
}
