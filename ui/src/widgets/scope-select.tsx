// The real field of the scope bar: loaded when it is first opened, or when something is chosen in it.
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect';
import { useLayoutEffect, useRef } from 'react';
import { shellText } from '../app/text';
import { useText } from '../text/language';

export type ScopeOptions = MultiselectProps.Option[];

export interface ScopeSelectProps {
  label: string;
  /** What it says while nothing is chosen. */
  all: string;
  options: ScopeOptions;
  values: string[];
  set: (values: string[]) => void;
  /** Somebody has pressed what stood here before. */
  isOpened: boolean;
}

export function chosen(options: ScopeOptions, values: string[]): ScopeOptions {
  return values.map((value) => options.find((one) => one.value === value) ?? { value, label: value });
}

export function ScopeSelect({ label, all, options, values, set, isOpened }: ScopeSelectProps) {
  const t = useText(shellText).scope;
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // Cloudscape has no other way to open it.
    if (isOpened) place.current!.querySelector('button')?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
  }, [isOpened]);
  return (
    <div ref={place}>
      <Multiselect
        ariaLabel={label}
        placeholder={all}
        options={options}
        selectedOptions={chosen(options, values)}
        onChange={({ detail }) => set(detail.selectedOptions.map((one) => one.value!))}
        filteringType="auto"
        filteringPlaceholder={t.filter}
        empty={t.none}
        inlineTokens
      />
    </div>
  );
}
