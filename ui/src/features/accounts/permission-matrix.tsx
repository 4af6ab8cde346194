// What a connection may do, as the check found it: service by service what it may read and how it may act, and on demand
// each action with how that is known, or the line that mends it.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { CheckReport, Permission } from '../../api/open-shapes';
import { useLanguage, useText } from '../../text/language';
import { CopyBlock } from '../../widgets/copyable';
import { SmallRows } from '../../widgets/small-rows';
import { mayText } from './may-text';
import { countsOf, detailOf, type Kind, kinds, matrixOf, serviceName, type ServiceRow } from './permissions';
import { accountsText } from './text';

const marks = {
  allowed: 'success',
  denied: 'error',
  blocked_by_organization: 'warning',
  not_tried: 'not-started',
  not_wanted: 'stopped',
} as const;

export function hasGaps(report: CheckReport): boolean {
  return (report.permissions ?? []).some(isGap);
}

function isGap(one: Permission): boolean {
  return one.result === 'denied' || one.result === 'blocked_by_organization';
}

function Detail({ detail }: { detail: string | undefined }) {
  const language = useLanguage();
  const o = useText(accountsText).one;
  const told = detailOf(detail, language);
  if (!told) return null;
  return (
    <Box variant="small" color="text-body-secondary" display="block">
      {told.isOfAws ? (
        <>
          {o.awsSaid}{' '}
          <span lang="en" className="m-said">
            {told.text}
          </span>
        </>
      ) : (
        told.text
      )}
    </Box>
  );
}

function Actions({ permissions, label }: { permissions: readonly Permission[]; label: string }) {
  const t = useText(accountsText);
  const o = t.one;
  const may = useText(mayText);
  return (
    <SmallRows
      label={label}
      items={permissions}
      trackBy={(one) => one.action}
      columns={[
        { id: 'action', header: o.action, cell: (one) => <span className="m-mono">{one.action}</span> },
        {
          id: 'result',
          header: o.result,
          cell: (one) => (
            <>
              <StatusIndicator type={marks[one.result]}>{o.results[one.result]}</StatusIndicator>
              <Detail detail={one.detail} />
            </>
          ),
        },
        { id: 'feature', header: o.feature, cell: (one) => may.names[one.feature] ?? one.feature },
        { id: 'purpose', header: o.purpose, cell: (one) => t.purposes[one.action] ?? one.purpose },
      ]}
    />
  );
}

interface Cell {
  service: string;
  kind: Kind;
}

/** What is missing is shown without being asked for. */
function firstGap(rows: readonly ServiceRow[]): Cell | undefined {
  for (const row of rows) for (const kind of kinds) if (row[kind].some(isGap)) return { service: row.service, kind };
  return undefined;
}

export function PermissionMatrix({ report }: { report: CheckReport }) {
  const o = useText(accountsText).one;
  const permissions = report.permissions ?? [];
  const rows = matrixOf(permissions);
  const [chosen, choose] = useState<Cell | 'none'>();
  const shown = chosen === 'none' ? undefined : (chosen ?? firstGap(rows));
  const missing = permissions.filter((one) => one.result === 'denied' && one.policy_line);
  const nameOf = (cell: Cell) => `${serviceName(cell.service)} · ${o.kinds[cell.kind]}`;
  const cell = (row: ServiceRow, kind: Kind) => {
    const own = { service: row.service, kind };
    if (row[kind].length === 0) return <span className="m-muted">–</span>;
    const isShown = shown?.service === row.service && shown.kind === kind;
    return (
      <>
        {countsOf(row[kind]).map(([result, count]) => (
          <div key={result}>
            <StatusIndicator type={marks[result]}>{o.counted[result](count)}</StatusIndicator>
          </div>
        ))}
        <Button
          variant="inline-link"
          ariaExpanded={isShown}
          ariaLabel={`${isShown ? o.hideActions : o.showActions}: ${nameOf(own)}`}
          onClick={() => choose(isShown ? 'none' : own)}
        >
          {isShown ? o.hideActions : o.showActions}
        </Button>
      </>
    );
  };
  const ofShown = shown && rows.find((one) => one.service === shown.service)?.[shown.kind];
  return (
    <SpaceBetween size="m">
      {missing.length > 0 && (
        <div>
          <Box variant="awsui-key-label">{o.policyLine}</Box>
          <CopyBlock text={missing.map((one) => one.policy_line).join(',\n')} label={o.copyLine} />
        </div>
      )}
      <SmallRows
        label={o.permissions}
        items={rows}
        trackBy={(one) => one.service}
        columns={[
          { id: 'service', header: o.service, cell: (one) => serviceName(one.service) },
          { id: 'read', header: o.kinds.read, cell: (one) => cell(one, 'read') },
          { id: 'act', header: o.kinds.act, cell: (one) => cell(one, 'act') },
        ]}
      />
      {shown && ofShown && (
        <div>
          <Header variant="h3">{nameOf(shown)}</Header>
          <Actions permissions={ofShown} label={nameOf(shown)} />
        </div>
      )}
    </SpaceBetween>
  );
}
