// What the panel may do in an account: the choice, the policy that it takes, and what AWS charges for using it.
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, must } from '../../api/client';
import { useText } from '../../text/language';
import { CopyBlock } from '../../widgets/copyable';
import { ProblemAlert } from '../../widgets/problem';
import { type Feature, mayText } from './may-text';

export const allFeatures: Feature[] = ['see', 'switch', 'backup', 'costs', 'groups', 'dns'];
/** What is proposed: all that this version uses. */
export const proposedFeatures: Feature[] = ['see', 'switch'];

interface Policy {
  Statement: { Action: string[] }[];
}

function usePolicy(features: Feature[]) {
  return useQuery({
    queryKey: ['permissions-policy', features],
    queryFn: () => must(api.GET('/api/v1/permissions-policy', { params: { query: { features } } })),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}

export function PolicyOf({ features }: { features: Feature[] }) {
  const t = useText(mayText);
  const query = usePolicy(features);
  if (query.isError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return null;
  const policy = query.data.policy as unknown as Policy;
  const actions = policy.Statement.flatMap((one) => one.Action);
  return (
    <ExpandableSection headerText={t.policyOf(actions.length)}>
      <CopyBlock text={JSON.stringify(policy, null, 2)} label={t.copyPolicy} />
    </ExpandableSection>
  );
}

interface MayChoiceProps {
  chosen: Feature[];
  onChange: (chosen: Feature[]) => void;
  error: unknown;
}

export function MayChoice({ chosen, onChange, error }: MayChoiceProps) {
  const t = useText(mayText);
  const unused = usePolicy(allFeatures).data?.unused ?? [];
  const toggle = (feature: Feature, isChosen: boolean) =>
    onChange(allFeatures.filter((one) => (one === feature ? isChosen : chosen.includes(one))));
  return (
    <SpaceBetween size="m">
      {error ? <ProblemAlert error={error} /> : null}
      {allFeatures.map((feature) => (
        <Checkbox
          key={feature}
          checked={feature === 'see' || chosen.includes(feature)}
          disabled={feature === 'see'}
          onChange={({ detail }) => toggle(feature, detail.checked)}
          description={
            <>
              {t.what[feature]}
              {unused.includes(feature) && <> {t.unused}</>}
            </>
          }
        >
          {t.names[feature]}
        </Checkbox>
      ))}
      <div>
        <Box variant="awsui-key-label">{t.monthly}</Box>
        <ul className="m-list">
          {chosen.map((feature) => (
            <li key={feature}>{t.costs[feature]}</li>
          ))}
        </ul>
      </div>
      <PolicyOf features={chosen} />
    </SpaceBetween>
  );
}
