// Light, dark or as the system: kept in this browser, applied before the first render so that nothing flashes.
import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';

export type Theme = 'light' | 'dark' | 'system';

const key = 'mirante.theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

export function theme(): Theme {
  const kept = localStorage.getItem(key);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function apply(): void {
  const wished = theme();
  const dark = wished === 'dark' || (wished === 'system' && systemIsDark.matches);
  applyMode(dark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
}

export function setTheme(wished: Theme): void {
  localStorage.setItem(key, wished);
  apply();
}

export function beginTheme(): void {
  apply();
  applyDensity(Density.Compact);
  systemIsDark.addEventListener('change', apply);
}
