import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, must, mustBe } from '../../api/client';
import type { OwnSession } from '../../api/open-shapes';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Age, Moment } from '../../widgets/time';
import { agentText } from './agent';
import { identityText } from './text';

/** Where one is logged in; each can be ended from here. */
export function Sessions() {
  const t = useText(identityText).profile;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: async () => (await mustBe<{ sessions: OwnSession[] }>(api.GET('/api/v1/sessions'))).sessions,
  });
  const again = (text: string) => () => {
    tell('success', text);
    void queries.invalidateQueries({ queryKey: ['sessions'] });
  };
  const end = useAsk(
    (session: string) => must(api.DELETE('/api/v1/sessions/{session}', { params: { path: { session } } })),
    again(t.ended),
  );
  const endOthers = useAsk(() => must(api.DELETE('/api/v1/sessions')), again(t.othersEnded));
  const error = sessions.error ?? end.error ?? endOthers.error;
  const list = sessions.data?.toSorted((a, b) => Number(b.is_this) - Number(a.is_this));
  return (
    <Rows
      variant="container"
      label={t.sessions}
      items={list}
      trackBy={(one) => one.id}
      isLoading={sessions.isPending}
      header={
        <Header
          variant="h2"
          description={t.sessionsText}
          actions={
            list &&
            list.length > 1 && (
              <Button loading={endOthers.isBusy} onClick={() => endOthers.ask(undefined)}>
                {t.endOthers}
              </Button>
            )
          }
        >
          {t.sessions}
        </Header>
      }
      footer={error ? <ProblemAlert error={error} /> : undefined}
      columns={[
        {
          id: 'device',
          header: t.device,
          cell: (one) => (
            <span title={one.agent}>
              {agentText(one.agent) || t.unknownDevice} {one.is_this && <Badge color="blue">{t.thisOne}</Badge>}
            </span>
          ),
        },
        { id: 'address', header: t.address, cell: (one) => <span className="m-mono">{one.address}</span> },
        { id: 'began', header: t.began, cell: (one) => <Moment at={one.began_at} /> },
        { id: 'used', header: t.used, cell: (one) => <Age at={one.used_at} /> },
        {
          id: 'end',
          header: '',
          cell: (one) =>
            !one.is_this && (
              <Button
                variant="inline-link"
                ariaLabel={t.endLabel(agentText(one.agent))}
                onClick={() => end.ask(one.id)}
              >
                {t.end}
              </Button>
            ),
        },
      ]}
    />
  );
}
