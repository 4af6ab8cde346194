// In which order a list is: it stands in the address, as the API takes it ("-name" is descending), and a further page
// of another order is another one.
import Button from '@cloudscape-design/components/button';
import Select from '@cloudscape-design/components/select';
import { useText } from '../text/language';
import { useAddress } from './address';
import { atFirstPage } from './first-page';
import { listText } from './list-text';

/** The address's sort, if the list has it. */
export function sortIn(text: string | null, sortable: readonly string[], otherwise: string): string {
  return text !== null && sortable.includes(text.replace(/^-/, '')) ? text : otherwise;
}

export function useListSort<Sort extends string>(sortable: readonly string[], otherwise: Sort) {
  const [params, setParams] = useAddress();
  const sort = sortIn(params.get('sort'), sortable, otherwise) as Sort;
  const isDescending = sort.startsWith('-');
  const set = (next: string, descending: boolean) =>
    setParams((present) => {
      const changed = atFirstPage(present);
      changed.set('sort', descending ? `-${next}` : next);
      return changed;
    });
  return { sort, id: isDescending ? sort.slice(1) : sort, isDescending, set };
}

/** What the heads of columns do in a table. */
export function SortField({
  options,
  sort,
}: {
  options: { value: string; label: string }[];
  sort: ReturnType<typeof useListSort>;
}) {
  const t = useText(listText).sorting;
  return (
    <div className="m-row">
      <Select
        ariaLabel={t.by}
        inlineLabelText={t.by}
        selectedOption={options.find((one) => one.value === sort.id) ?? null}
        options={options}
        onChange={({ detail }) => sort.set(detail.selectedOption.value ?? sort.id, sort.isDescending)}
        expandToViewport
      />
      <Button
        iconName={sort.isDescending ? 'angle-down' : 'angle-up'}
        variant="icon"
        ariaLabel={sort.isDescending ? t.descending : t.ascending}
        onClick={() => sort.set(sort.id, !sort.isDescending)}
      />
    </div>
  );
}
