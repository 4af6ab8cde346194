// The search in what a page has loaded; its words live in the address.
import TextFilter from '@cloudscape-design/components/text-filter';
import { useSearchParams } from 'react-router';

export function useWanted(): string {
  return useSearchParams()[0].get('q') ?? '';
}

export function Search({ label, countText }: { label: string; countText?: string }) {
  const [params, setParams] = useSearchParams();
  return (
    <div data-search>
      <TextFilter
        filteringText={params.get('q') ?? ''}
        filteringPlaceholder={label}
        filteringAriaLabel={label}
        countText={countText}
        onChange={({ detail }) => setParams(detail.filteringText ? { q: detail.filteringText } : {}, { replace: true })}
      />
    </div>
  );
}
