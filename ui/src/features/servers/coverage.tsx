// What could not be read: unknown, which is not zero. A region that the organisation blocks is a decision and no fault.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { inServersWords } from '../../api/problem-text';
import { useLanguage, useText } from '../../text/language';
import { CopyBlock } from '../../widgets/copyable';
import { Age } from '../../widgets/time';
import type { ReadPart, UnknownPart } from './queries';
import { serversText } from './text';

/** Parts with the same account, cause and reason, told together. */
export function groupUnknown(parts: readonly UnknownPart[]): { part: UnknownPart; regions: string[] }[] {
  const groups = new Map<string, { part: UnknownPart; regions: string[] }>();
  for (const part of parts) {
    const key = [part.account, part.cause, part.code, part.reason].join('\n');
    const group = groups.get(key) ?? { part, regions: [] };
    group.regions.push(part.region ?? '');
    groups.set(key, group);
  }
  return [...groups.values()];
}

export function Coverage({ read, unknown }: { read: readonly ReadPart[]; unknown: readonly UnknownPart[] }) {
  const t = useText(serversText).unknown;
  const language = useLanguage();
  const blocked = unknown.filter((part) => part.cause === 'blocked');
  const failed = unknown.filter((part) => part.cause !== 'blocked');
  const stale = read.filter((part) => part.complete === false).length;
  return (
    <>
      {(failed.length > 0 || stale > 0) && (
        <Alert type="warning" header={failed.length > 0 ? t.title(failed.length) : undefined}>
          <SpaceBetween size="xs">
            {stale > 0 && <div>{t.stale(stale)}</div>}
            {failed.length > 0 && (
              <>
                <div>{t.text}</div>
                <ExpandableSection headerText={t.more}>
                  <SpaceBetween size="m">
                    {groupUnknown(failed).map(({ part, regions }) => (
                      <div key={`${part.account}${part.cause}${regions[0]}`}>
                        <Box fontWeight="bold">
                          {part.account_name}: {t.causes[part.cause ?? 'other']}
                        </Box>
                        <div className="m-mono">{regions.join(', ')}</div>
                        {part.reason && <div className="m-muted">{inServersWords(part.reason, language)}</div>}
                        {part.since && (
                          <Box variant="small">
                            {t.since} <Age at={part.since} />
                          </Box>
                        )}
                        {part.policy_line && (
                          <>
                            <Box variant="small">{t.policyLine}</Box>
                            <CopyBlock text={part.policy_line} label={t.copyLine} />
                          </>
                        )}
                      </div>
                    ))}
                  </SpaceBetween>
                </ExpandableSection>
              </>
            )}
          </SpaceBetween>
        </Alert>
      )}
      {groupUnknown(blocked).map(({ part, regions }) => (
        <div key={part.account} className="m-muted" title={regions.join(', ')}>
          {t.blocked(regions.length, part.account_name ?? '')}
        </div>
      ))}
    </>
  );
}
