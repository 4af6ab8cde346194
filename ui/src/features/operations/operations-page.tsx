import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { useNewsInterval } from '../../app/news';
import { useText } from '../../text/language';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { OperationsTable } from './operations-table';
import { fetchOperations, type OperationState } from './queries';
import { operationsText } from './text';

const states: OperationState[] = ['running', 'succeeded', 'partial', 'failed', 'refused', 'needs_person', 'cancelled'];

function StateFilter({ value, onChange }: { value: OperationState | undefined; onChange: (value: string) => void }) {
  const t = useText(operationsText);
  const options = [{ value: '', label: t.allStates }, ...states.map((one) => ({ value: one, label: t.states[one] }))];
  return (
    <div className="m-filter">
      <Select
        ariaLabel={t.filter}
        options={options}
        selectedOption={options.find((one) => one.value === (value ?? ''))!}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </div>
  );
}

export function Component() {
  const t = useText(operationsText);
  const [params, setParams] = useSearchParams();
  const interval = useNewsInterval();
  const wished = params.get('state');
  const state = states.find((one) => one === wished);
  const query = useInfiniteQuery({
    queryKey: ['operations', state ?? 'all'],
    queryFn: ({ pageParam }) => fetchOperations(state, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
    refetchInterval: interval,
  });
  const operations = query.data?.pages.flatMap((page) => page.operations) ?? [];
  const setState = (value: string) => setParams(value ? { state: value } : {}, { replace: true });
  const empty = state ? (
    <SpaceBetween size="s">
      <b>{t.emptyFiltered}</b>
      <Button onClick={() => setState('')}>{t.clear}</Button>
    </SpaceBetween>
  ) : (
    <SpaceBetween size="s">
      <b>{t.empty}</b>
      <Box variant="p">{t.emptyText}</Box>
      <Button href="/servers">{t.toServers}</Button>
    </SpaceBetween>
  );
  return (
    <Page title={t.title} bare>
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      <OperationsTable
        variant="full-page"
        operations={operations}
        isLoading={query.isPending}
        empty={empty}
        header={
          <Header variant="h1" description={t.description}>
            {t.title}
          </Header>
        }
        filter={<StateFilter value={state} onChange={setState} />}
      />
      {query.hasNextPage && (
        <Box textAlign="center">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t.more}
          </Button>
        </Box>
      )}
    </Page>
  );
}
