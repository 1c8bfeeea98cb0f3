/** Colors by meaning. Text colors have a contrast of at least 4.5 on page, panel and their soft color. */
export const COLORS = {
  light: {
    page: '#ffffff',
    panel: '#f6f7f9',
    text: '#1a1d21',
    muted: '#57606a',
    line: '#d8dde3',
    'line-strong': '#8b949e',
    link: '#0b57b7',
    'link-soft': '#e3eefc',
    focus: '#0b57b7',
    arrow: '#57606a',
    pass: '#14692d',
    'pass-soft': '#e1f3e5',
    fail: '#b0132a',
    'fail-soft': '#fce8ea',
    warn: '#7a4a00',
    'warn-soft': '#fdf0d2',
    'warn-bar': '#c98a10',
    blocked: '#4a5260',
    'blocked-soft': '#e6e9ee',
    'blocked-bar': '#9aa3af',
    error: '#771f9d',
    'error-soft': '#f4e6fa',
  },
  dark: {
    page: '#13161a',
    panel: '#1b1f25',
    text: '#e6e9ed',
    muted: '#a3acb7',
    line: '#343a43',
    'line-strong': '#6b7480',
    link: '#8cbaff',
    'link-soft': '#1d2c42',
    focus: '#8cbaff',
    arrow: '#a3acb7',
    pass: '#7ed696',
    'pass-soft': '#16301e',
    fail: '#ff9ba6',
    'fail-soft': '#40181e',
    warn: '#f2c568',
    'warn-soft': '#382a0e',
    'warn-bar': '#d9a02b',
    blocked: '#bac3cf',
    'blocked-soft': '#2a3039',
    'blocked-bar': '#6b7480',
    error: '#dca6f4',
    'error-soft': '#34193f',
  },
} as const;

function toVariables(colors: Readonly<Record<string, string>>): string {
  return `:root{${Object.entries(colors)
    .map(([name, color]) => `--${name}:${color}`)
    .join(';')}}`;
}

/** The colors as CSS variables. Print is always light. */
export const PALETTE = `:root{color-scheme:light dark}
${toVariables(COLORS.light)}
@media screen and (prefers-color-scheme:dark){${toVariables(COLORS.dark)}}`;
