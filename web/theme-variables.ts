import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import { cssVariables, theme } from './shared/style/theme.ts';

/**
 * The theme's CSS variables as a style sheet, made when the site is built: written by the browser they would need a
 * style element, and the security policy allows none.
 */
export const themeVariables = (): string => {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const base = defaultCssVariablesResolver(merged);
  const own = cssVariables(merged);
  return convertCssVariables({
    variables: base.variables,
    // Ours stand in both schemes, because Mantine's schemes are more specific than its shared variables.
    light: { ...base.light, ...own.variables, ...own.light, '--mantine-color-scheme': 'light' },
    dark: { ...base.dark, ...own.variables, ...own.dark, '--mantine-color-scheme': 'dark' },
  });
};
