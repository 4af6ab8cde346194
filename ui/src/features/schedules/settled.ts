import { useEffect, useState } from 'react';

/** A change is foreseen once the person rests. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key) as T), 400);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}
