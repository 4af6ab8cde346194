// What a connection may do, as the check found it: allowed, denied (with the line that mends it), blocked, not tried.
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { CheckReport, Permission } from '../../api/open-shapes';
import { useText } from '../../text/language';
import { CopyBlock } from '../../widgets/copyable';
import { Rows } from '../../widgets/rows';
import { mayText } from './may-text';
import { accountsText } from './text';

const marks = {
  allowed: 'success',
  denied: 'error',
  blocked_by_organization: 'warning',
  not_tried: 'not-started',
  not_wanted: 'stopped',
} as const;
/** What is missing stands first. */
const order: Permission['result'][] = ['denied', 'blocked_by_organization', 'not_tried', 'allowed', 'not_wanted'];

export function hasGaps(report: CheckReport): boolean {
  return (report.permissions ?? []).some((one) => one.result === 'denied' || one.result === 'blocked_by_organization');
}

export function PermissionMatrix({ report }: { report: CheckReport }) {
  const t = useText(accountsText);
  const o = t.one;
  const may = useText(mayText);
  const permissions = [...(report.permissions ?? [])].sort((a, b) => order.indexOf(a.result) - order.indexOf(b.result));
  const missing = permissions.filter((one) => one.result === 'denied' && one.policy_line);
  return (
    <SpaceBetween size="m">
      {missing.length > 0 && (
        <div>
          <Box variant="awsui-key-label">{o.policyLine}</Box>
          <CopyBlock text={missing.map((one) => one.policy_line).join(',\n')} label={o.copyLine} />
        </div>
      )}
      <Rows
        variant="embedded"
        label={o.permissions}
        items={permissions}
        trackBy={(one) => one.action}
        columns={[
          {
            id: 'action',
            header: o.action,
            cell: (one) => <span className="m-mono">{one.action}</span>,
            width: 290,
          },
          {
            id: 'result',
            header: o.result,
            cell: (one) => <StatusIndicator type={marks[one.result]}>{o.results[one.result]}</StatusIndicator>,
            width: 220,
          },
          { id: 'feature', header: o.feature, cell: (one) => may.names[one.feature] ?? one.feature, width: 200 },
          { id: 'purpose', header: o.purpose, cell: (one) => t.purposes[one.action] ?? one.purpose },
        ]}
      />
    </SpaceBetween>
  );
}
