import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useText } from '../../text/language';
import type { OperationState, Outcome } from './queries';
import { operationsText } from './text';

const states: Record<OperationState, StatusIndicatorProps.Type> = {
  running: 'in-progress',
  succeeded: 'success',
  partial: 'warning',
  failed: 'error',
  refused: 'error',
  cancelled: 'stopped',
  needs_person: 'warning',
};

const outcomes: Record<Outcome, StatusIndicatorProps.Type> = {
  pending: 'in-progress',
  succeeded: 'success',
  failed: 'error',
  refused: 'error',
  cancelled: 'stopped',
  needs_person: 'warning',
};

export function StateOfOperation({ state }: { state: OperationState }) {
  const t = useText(operationsText);
  return (
    <StatusIndicator type={states[state]} wrapText={false}>
      {t.states[state]}
    </StatusIndicator>
  );
}

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const t = useText(operationsText);
  return (
    <StatusIndicator type={outcomes[outcome]} wrapText={false}>
      {t.outcomes[outcome]}
    </StatusIndicator>
  );
}
