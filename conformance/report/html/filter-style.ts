import { VERDICTS } from '../../verdict.ts';

/** Shows checks of the chosen verdict only; without a script. */
export const FILTER_STYLE = VERDICTS.map(
  (verdict) => `#checks:has([value=${verdict}]:checked) tr[data-verdict]:not([data-verdict=${verdict}]){display:none}`,
).join('\n');
